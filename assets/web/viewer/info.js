/**
 * The viewer's panel: facts, tags and why each is there, note, files, and what looks alike.
 */

import { get, isAbort, thumbUrl } from '../api.js';
import { announce, fill, h, iconButton } from '../dom.js';
import { bytes, date, dimensions, hasText, seconds, t } from '../words.js';

/** Order of namespaces; others follow, then tags without one. */
const NAMESPACES = ['character', 'series', 'emotion', 'artist', 'rating', 'meta'];

export class Info {
  /** @param {{open: (hash: string) => void, search: (term: string) => void}} tell */
  constructor(tell) {
    this.tell = tell;
    this.el = h('aside', { class: 'info', 'aria-label': t('viewer.info'), hidden: true });
    this.control = new AbortController();
    this.hash = '';
    this.shown = '';
  }

  /** @param {boolean} isShown */
  reveal(isShown) {
    this.el.hidden = !isShown;
    if (isShown) void this.load();
  }

  /** @param {string} hash */
  async show(hash) {
    this.hash = hash;
    if (!this.el.hidden) await this.load();
  }

  end() {
    this.control.abort();
    this.hash = this.shown = '';
    fill(this.el);
  }

  async load() {
    const { hash } = this;
    if (!hash || this.shown === hash) return;
    this.control.abort();
    this.control = new AbortController();
    const { signal } = this.control;
    this.shown = hash;
    try {
      const media = await get(`/api/media/${hash}`, signal);
      if (signal.aborted) return;
      const alike = h('div', {}, h('p', { class: 'quiet' }, t('grid.counting')));
      fill(this.el, ...this.facts(media), ...this.note(media), ...this.tags(media), ...this.files(media),
        h('h3', {}, t('info.similar')), alike);
      this.el.scrollTop = 0;
      const { similar } = await get(`/api/media/${hash}/similar`, signal);
      if (!signal.aborted) this.similar(alike, similar);
    } catch (error) {
      if (isAbort(error)) return;
      this.shown = '';
      fill(this.el, h('p', { class: 'quiet' }, t('viewer.failed')));
    }
  }

  /** @param {any} media */
  facts(media) {
    /** @type {[string, string|null][]} */
    const rows = [
      ['info.size', `${dimensions(media.width, media.height)}`],
      ['info.format', media.format.toUpperCase()],
      ['info.bytes', bytes(media.bytes)],
      ['info.frames', media.frames > 1 ? t('info.framecount', { n: media.frames }) : null],
      ['info.duration', media.duration_ms ? seconds(media.duration_ms) : null],
      ['info.loop', media.loop_score === null ? null : String(media.loop_score)],
      ['info.modified', media.files[0]?.modified ? date(media.files[0].modified) : null],
      ['info.added', media.added ? date(media.added) : null],
      ['info.damage', media.damage ?? null],
    ];
    return [h('h3', {}, t('info.facts')), h('dl', { class: 'facts' }, ...rows.filter(([, value]) => value)
      .flatMap(([key, value]) => [h('dt', {}, t(key)), h('dd', {}, value)]))];
  }

  /** @param {any} media */
  note(media) {
    return media.quote ? [h('blockquote', { class: 'quote' }, media.quote)] : [];
  }

  /** @param {any} media */
  tags(media) {
    /** @type {Map<string, any[]>} */
    const groups = new Map(NAMESPACES.map(name => [name, []]));
    for (const tag of merged(media.tags)) {
      const name = namespace(tag.tag);
      groups.set(name, [...(groups.get(name) ?? []), tag]);
    }
    const general = groups.get('') ?? [];
    groups.delete('');
    groups.set('general', [...(groups.get('general') ?? []), ...general]);
    const parts = [...groups].filter(([, tags]) => tags.length).flatMap(([name, tags]) => [
      h('h4', { class: `ns ns-${name}` }, hasText(`ns.${name}`) ? t(`ns.${name}`) : name),
      h('ul', { class: 'tags' }, ...tags.map(tag => this.tag(tag, name))),
    ]);
    return [h('h3', {}, t('info.tags')), ...(parts.length ? parts : [h('p', { class: 'quiet' }, t('info.notags'))])];
  }

  /** @param {any} tag @param {string} name of its namespace */
  tag(tag, name) {
    const why = tag.stated.map(reason).join(' · ');
    const label = tag.label ?? tag.tag;
    return h('li', {},
      h('button', { type: 'button', class: `tag ns-${name} ${tag.confirmed ? '' : 'guess'}`, title: tag.tag,
        'aria-label': t('info.search', { name: label }), on: { click: () => this.tell.search(tag.tag) } }, label),
      h('span', { class: 'why' }, tag.confirmed ? why : `${t('why.guess')}, ${why}`));
  }

  /** @param {any} media */
  files(media) {
    return [h('h3', {}, t('info.files')), h('ul', { class: 'files' }, ...media.files.map((/** @type {any} */ file) =>
      h('li', {},
        h('span', { class: 'path' }, ...breakable(file.path)),
        file.state === 'present' ? null : h('span', { class: 'state' }, t(`state.${file.state}`)),
        navigator.clipboard ? iconButton('copy', t('info.copy'), () => {
          void navigator.clipboard.writeText(file.path).then(() => announce(t('info.copied')));
        }, { class: 'small' }) : null)))];
  }

  /** @param {Element} host @param {any[]} similar */
  similar(host, similar) {
    if (!similar.length) {
      fill(host, h('p', { class: 'quiet' }, t('info.nosimilar')));
      return;
    }
    fill(host, h('ul', { class: 'alike' }, ...similar.map(one => {
      const text = likeness(one);
      return h('li', {}, h('button', { type: 'button', title: one.name, 'aria-label': `${one.name.split('/').pop()}: ${text}`,
        on: { click: () => this.tell.open(one.hash) } },
      h('img', { src: thumbUrl(one.hash, 256), alt: '', loading: 'lazy' }), h('span', {}, text)));
    })));
  }
}

/** Each source that states a tag has a row of its own: one a tag, with all of them. @param {any[]} tags */
function merged(tags) {
  /** @type {Map<string, any>} */
  const found = new Map();
  for (const tag of tags) {
    const one = found.get(tag.tag) ?? { ...tag, stated: [] };
    one.stated.push(tag);
    one.confirmed ||= tag.confirmed;
    found.set(tag.tag, one);
  }
  return [...found.values()];
}

/** Why a tag is there. @param {any} tag */
function reason({ source, because }) {
  if (source !== 'implied') return t(`why.${source}`);
  const tags = (because ?? []).map((/** @type {[string, string]} */ [, label]) => label).join(', ');
  return tags ? t('why.implied', { tags }) : t('why.impliedplain');
}

/** @param {string} tag */
const namespace = tag => (tag.includes(':') && !tag.startsWith(':') ? tag.slice(0, tag.indexOf(':')) : '');

/** @param {any} one */
function likeness(one) {
  if (one.kind === 'frame' && one.frame !== null) return t('kind.frame', { n: one.frame + 1, time: seconds(one.at_ms ?? 0) });
  if (one.overlap) {
    const { in_other_from_ms: from, from_ms: a, to_ms: b, speed } = one.overlap;
    return t('kind.overlap', { from: seconds(from), to: seconds(from + (b - a) * (speed || 1)) });
  }
  return t(`kind.${one.kind}`);
}

/** A path that may be broken behind its slashes. @param {string} path */
const breakable = path => path.split('/').flatMap((part, i) => (i ? ['/', document.createElement('wbr'), part] : [part]));
