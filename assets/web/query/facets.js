/**
 * Filters beside the pictures: what the listing holds, with counts. A click asks for it, Alt and a click (or the
 * minus) leaves it out, a second click takes it back.
 *
 * @typedef {import('../grid/listing.js').Listing} Listing
 */

import { get, isAbort } from '../api.js';
import { fill, h, icon, iconButton, isNarrow } from '../dom.js';
import { prefer, prefs, state } from '../state.js';
import { hasText, number, t } from '../words.js';
import { hasTerm, topTerms, withoutTerm, withTerm } from './tokens.js';

const GROUPS = ['series', 'character', 'emotion', 'artist', 'format', 'size', 'ratio', 'length'];
/** Rows of a group before "show all". */
const FEW = 8;

/** @typedef {{counted: number, of: number, exact: boolean, tags: [string, number, string|null][]}} Counted */

export class Facets {
  /** @param {{search: (query: string) => void}} tell */
  constructor(tell) {
    this.tell = tell;
    this.groups = h('div', { class: 'groups' });
    this.el = h('aside', { class: 'facets', id: 'facets', 'aria-label': t('filters.title'), hidden: isNarrow() || !prefs().panel },
      h('header', {}, h('h2', {}, t('filters.title')),
        iconButton('close', t('close'), () => this.reveal(false), { class: 'small' })),
      this.groups, h('p', { class: 'quiet hint' }, t('filters.hint')));
    this.control = new AbortController();
    /** @type {?Listing} */
    this.listing = null;
    /** @type {?Listing} whose counts are shown */
    this.counted = null;
    /** @type {Set<string>} groups of which all is shown */
    this.long = new Set();
    /** @type {Set<string>} groups that are closed */
    this.shut = new Set();
    /** @type {Map<string, Counted>} */
    this.counts = new Map();
    /** Group and label of each term that was seen. @type {Map<string, {name: string, label: string|null}>} */
    this.known = new Map();
  }

  /** @param {boolean} isShown */
  reveal(isShown) {
    if (!isShown && this.el.contains(document.activeElement)) dispatchEvent(new Event('nakigao:pictures'));
    this.el.hidden = !isShown;
    // Over the pictures they are looked at and put away; beside them they stay for the next time.
    prefer(isNarrow() ? {} : { panel: isShown });
    if (isShown) void this.load();
  }

  /** @param {Listing} listing */
  show(listing) {
    this.listing = listing;
    if (!this.el.hidden) void this.load();
  }

  /** Counts again, group by group, those at the top first. */
  async load() {
    const { listing } = this;
    if (!listing || this.counted === listing) return;
    this.counted = listing;
    this.control.abort();
    this.control = new AbortController();
    const { signal } = this.control;
    try {
      for (const name of GROUPS) {
        const counts = await get(`/api/listings/${listing.id}/facets?namespace=${name}`, signal);
        if (signal.aborted) return;
        this.counts.set(name, counts);
        this.draw();
      }
    } catch (error) {
      if (!isAbort(error)) console.warn('facets', error);
    }
  }

  draw() {
    // What had the focus has it again: its place in the page is new.
    const active = document.activeElement instanceof HTMLElement && this.el.contains(document.activeElement)
      ? document.activeElement.dataset.name : undefined;
    const isUsed = (/** @type {string} */ name) => {
      const found = this.counts.get(name)?.tags;
      return found !== undefined && found.length + this.absent(name, found).length > 0;
    };
    fill(this.groups, ...GROUPS.filter(isUsed).map(name => this.group(name)));
    if (active) /** @type {HTMLElement|null} */ (this.groups.querySelector(`[data-name="${CSS.escape(active)}"]`))?.focus();
  }

  /** @param {string} name */
  group(name) {
    const { counted, exact, tags: found } = /** @type {Counted} */ (this.counts.get(name));
    for (const [term, , label] of found) this.known.set(term, { name, label });
    const tags = [...found, ...this.absent(name, found)];
    const isLong = this.long.has(name);
    const shown = isLong ? tags : tags.filter(([term], i) => i < FEW || hasTerm(state().q, term) !== 0);
    const most = Math.max(1, ...tags.map(([, n]) => n));
    const details = h('details', { class: 'facet', open: !this.shut.has(name), on: {
      toggle: () => (details.open ? this.shut.delete(name) : this.shut.add(name)),
    } }, h('summary', {}, icon('chevron'), t(`facet.${name}`)),
    h('ul', {}, ...shown.map(tag => this.row(tag, most, name))),
    tags.length > FEW ? h('button', { type: 'button', class: 'text-button more', on: { click: () => {
      if (isLong) this.long.delete(name);
      else this.long.add(name);
      this.draw();
    } } }, isLong ? t('filters.fewer') : t('filters.more', { n: tags.length })) : null,
    exact ? null : h('p', { class: 'quiet' }, t('filters.sampled', { n: counted })));
    return details;
  }

  /**
   * Terms of the query that no picture here has, as those that are left out: they can be taken back.
   * @param {string} name @param {[string, number, string|null][]} found @returns {[string, number, string|null][]}
   */
  absent(name, found) {
    return topTerms(state().q)
      .filter(({ text }) => (text.startsWith(`${name}:`) || this.known.get(text)?.name === name) && !found.some(([term]) => term === text))
      .map(({ text }) => [text, 0, this.known.get(text)?.label ?? null]);
  }

  /** @param {[string, number, string|null]} tag @param {number} most @param {string} name of the group */
  row([term, n, label], most, name) {
    const has = hasTerm(state().q, term);
    const bare = term.slice(term.indexOf(':') + 1);
    const text = label ?? (hasText(`fact.${term}`) ? t(`fact.${term}`) : name === 'format' ? bare.toUpperCase() : bare.replaceAll('_', ' '));
    const bar = h('span', { class: 'bar' });
    bar.style.transform = `scaleX(${n / most})`;
    const button = h('button', { type: 'button', class: `value ns-${name} ${has < 0 ? 'out' : ''}`, title: term,
      'aria-pressed': String(has !== 0), on: {
        click: (/** @type {MouseEvent} */ event) => this.choose(term, event.altKey),
      } }, bar, h('span', { class: 'text' }, text), h('span', { class: 'count' }, number(n)));
    button.dataset.name = term;
    return h('li', {}, button, iconButton('minus', t('filters.exclude', { name: text }), () => this.choose(term, true), { class: 'small not' }));
  }

  /** @param {string} term @param {boolean} isNot */
  choose(term, isNot) {
    const { q } = state();
    const is = hasTerm(q, term);
    this.tell.search(is !== 0 && is === (isNot ? -1 : 1) ? withoutTerm(q, term) : withTerm(q, term, isNot));
  }
}
