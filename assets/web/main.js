/**
 * The page: puts its parts together, asks for listings, and hands keys to whatever is in front.
 */

import { get, isAbort, Problem } from './api.js';
import { announce, fill, h, icon, iconButton, isTyping, toast } from './dom.js';
import { listen } from './events.js';
import { Grid } from './grid/grid.js';
import { Listing } from './grid/listing.js';
import { helpDialog } from './help.js';
import { meaning } from './keys.js';
import { askForKey, enterByAddress } from './login.js';
import { Bar } from './query/bar.js';
import { Facets } from './query/facets.js';
import { Saved } from './query/saved.js';
import { readingLine, readingText } from './query/readings.js';
import { withTerm } from './query/tokens.js';
import { go, onPrefs, prefs, state, watch } from './state.js';
import { applyTheme, viewMenu } from './view.js';
import { Viewer } from './viewer/viewer.js';
import { lang, problemText, t } from './words.js';

class Page {
  constructor() {
    this.bar = new Bar();
    this.grid = new Grid({ open: index => void this.viewer.open(index) });
    this.viewer = new Viewer({
      listing: () => this.grid.listing,
      closed: index => this.back(index),
      search: term => this.search(withTerm('', term, false)),
    });
    this.facets = new Facets({ search: query => this.search(query) });
    this.saved = new Saved({ search: query => this.search(query) });
    this.view = viewMenu();
    this.help = helpDialog();
    this.count = h('p', { class: 'count', id: 'count' }, t('grid.counting'));
    this.pill = h('button', { type: 'button', class: 'pill', hidden: true, on: { click: () => void this.list(true) } });
    this.banner = h('p', { class: 'banner', role: 'status', hidden: true });
    this.readings = h('section', { class: 'readings', 'aria-label': t('reading.label'), hidden: true });
    this.control = new AbortController();
    this.pending = '';
    /** What was asked for last. */
    this.listed = { q: '', sort: '', group: '' };
    this.generation = 0;
    /** Media of the gallery when it was last listed. */
    this.totalThen = 0;
    this.total = 0;
  }

  build() {
    this.filters = iconButton('filters', t('filters.show'), () => this.toggleFilters(), { 'aria-controls': 'facets' });
    const expand = () => this.filters?.setAttribute('aria-expanded', String(!this.facets.el.hidden));
    expand();
    onPrefs(expand);
    const view = menuButton('view', t('view.title'), this.view);
    const saved = menuButton('saved', t('saved.title'), this.saved.el);
    const help = iconButton('keys', t('help.open'), () => this.help.showModal(), { class: 'keys-button' });
    fill(document.body,
      h('a', { class: 'skip', href: '#grid', on: { click: (/** @type {Event} */ event) => {
        event.preventDefault();
        this.grid.press('gallery');
      } } }, t('app.skip')),
      h('header', { class: 'top' },
        h('h1', { class: 'brand' }, h('a', { href: '/', title: t('app.name'), on: { click: (/** @type {MouseEvent} */ event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          this.search('');
        } } }, h('span', { 'aria-hidden': 'true', lang: 'ja' }, '泣き顔'), h('span', { class: 'unseen' }, t('app.name')))),
        this.bar.el, this.count,
        h('nav', { class: 'actions', 'aria-label': t('app.actions') }, this.filters, view, saved, help)),
      this.banner, this.readings,
      h('div', { class: 'body' }, this.facets.el, this.grid.el),
      this.pill, this.view, this.saved.el, this.viewer.el, this.help,
      h('div', { class: 'toasts', id: 'toasts', role: 'status' }),
      h('div', { class: 'unseen', id: 'live', 'aria-live': 'polite' }));
    addEventListener('keydown', event => this.key(event));
    addEventListener('nakigao:again', () => void this.list(true));
    addEventListener('nakigao:pictures', () => void this.grid.press('gallery'));
    watch(['q', 'sort', 'group'], ({ q, sort, group }) => {
      const { listed } = this;
      if (q !== listed.q || sort !== listed.sort || group !== listed.group) void this.list(false);
    });
  }

  /** @param {string} query */
  search(query) {
    if (state().open) go({ open: '', frame: '' });
    this.viewer.el.close();
    this.bar.set(query);
  }

  toggleFilters() {
    this.facets.reveal(this.facets.el.hidden);
  }

  /** Lists what the address asks for. @param {boolean} keeps the picture at the top of the screen where it is */
  async list(keeps) {
    this.control.abort();
    this.control = new AbortController();
    const { signal } = this.control;
    const { q, sort, group, at } = state();
    this.listed = { q, sort, group };
    const anchor = keeps && this.grid.y > 0 ? at : keeps ? '' : at;
    this.pill.hidden = true;
    try {
      const listing = await Listing.make({ q, sort, group }, signal);
      listing.ongone = () => void this.list(true);
      this.bar.wrong(null);
      this.said(listing);
      const isHead = anchor === '';
      if (isHead) this.grid.show(listing, null);
      await listing.measure(signal);
      const place = isHead ? null : await listing.place(anchor, signal);
      if (signal.aborted) return;
      if (isHead) this.grid.measured(null);
      else this.grid.show(listing, place ?? 0);
      listing.ongone = () => void this.list(true);
      this.facets.show(listing);
      if (state().open) await this.viewer.follow();
    } catch (error) {
      if (!isAbort(error)) this.failed(error);
    }
  }

  /** What there is to say of a listing. @param {Listing} listing */
  said(listing) {
    const { q } = state();
    const text = t('grid.count', { n: listing.total });
    this.count.textContent = text;
    this.totalThen = this.total;
    document.title = q ? t('app.title', { query: q }) : t('app.name');
    announce([text, ...listing.readings.map(readingText)].join('. '));
    this.readings.hidden = !listing.readings.length;
    fill(this.readings, ...listing.readings.map(reading => readingLine(reading, (word, term) =>
      this.search(q.includes(word) ? q.replace(word, () => term) : withTerm(q, term, false)))));
    // A random order keeps its seed in the address, or Back would shuffle.
    if (listing.sort?.startsWith('random:') && state().sort === 'random') {
      this.listed = { ...this.listed, sort: listing.sort };
      go({ sort: listing.sort });
    } else if (/order:random:/.test(listing.query) && !/:random:/.test(q)) {
      this.listed = { ...this.listed, q: listing.query };
      go({ q: listing.query });
    }
    if (listing.total) {
      this.grid.say();
      return;
    }
    const { why, nearMisses } = listing;
    if (why?.empty) {
      this.grid.say(h('h2', {}, t('grid.empty')), h('p', {}, t('grid.empty.hint')));
      return;
    }
    this.grid.say(h('h2', {}, t('grid.nothing')),
      nearMisses.length ? h('p', {}, t('grid.nothing.mean'), ...nearMisses.map(({ word, instead }) =>
        h('button', { type: 'button', class: 'button', on: { click: () => this.search(q.includes(word) ? q.replace(word, instead) : instead) } }, instead))) : null,
      h('ul', {}, ...(why?.parts ?? []).map(([term, n]) => h('li', {}, n ? h('button', { type: 'button', class: 'text-button',
        on: { click: () => this.search(term) } }, t('grid.nothing.part', { term, n })) : t('grid.nothing.part', { term, n })))),
      why?.offline ? h('p', { class: 'quiet' }, t('grid.nothing.offline', { n: why.offline })) : null,
      this.everything());
  }

  everything() {
    return h('button', { type: 'button', class: 'text-button', on: { click: () => this.search('') } }, t('grid.nothing.all'));
  }

  /** @param {unknown} error */
  failed(error) {
    if (!(error instanceof Problem)) {
      console.error(error);
      toast(t('error.failed'));
    } else if (error.code === 'query') {
      this.bar.wrong(/** @type {any} */ (error.values));
      this.count.textContent = this.grid.listing ? t('grid.count', { n: this.grid.listing.total }) : '';
      if (!this.grid.listing) this.grid.say(h('h2', {}, t('error.query')), this.everything());
    } else if (!this.grid.listing) {
      this.grid.say(h('h2', {}, t('grid.failed')), h('p', {}, problemText(error)),
        h('button', { type: 'button', class: 'button', on: { click: () => void this.list(false) } }, t('retry')));
    } else toast(problemText(error));
  }

  /** The viewer was left. @param {number|null} index of the picture that was seen last */
  back(index) {
    if (index !== null) this.grid.reveal(index);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.defaultPrevented) return;
    const inViewer = this.viewer.el.open;
    const { target } = event;
    const isOpen = this.help.open || document.querySelector('[popover]:popover-open') !== null;
    if (isTyping(target) || isOpen) return;
    const isControl = target instanceof HTMLElement && target.closest('button, a, input, summary, [role=slider]') !== null;
    // A button keeps its own keys, and a slider its arrows.
    if (isControl && ['Enter', ' ', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'].includes(event.key)) return;
    const { id, pending } = meaning(event, inViewer ? 'viewer' : 'grid', this.pending);
    this.pending = pending;
    if (!id) return;
    if (id === 'help') this.help.showModal();
    else if (inViewer) {
      // The dialog closes itself by Escape, and tells of it.
      if (event.key === 'Escape' || !this.viewer.press(id)) return;
    } else if (id === 'query') this.bar.focus();
    else if (id === 'filters') this.toggleFilters();
    else if (id === 'view') this.view.showPopover();
    else if (id === 'saved') this.saved.el.showPopover();
    else if (id === 'smaller' || id === 'larger') this.grid.resize(id === 'larger' ? 1 : -1);
    else if (!this.grid.press(id)) return;
    event.preventDefault();
  }

  /** @param {import('./events.js').Catalog} catalog */
  changed({ generation, total }) {
    const before = this.generation;
    this.generation = generation;
    this.total = total;
    this.totalThen ||= total;
    if (!before || before === generation) return;
    const more = total - this.totalThen;
    this.pill.hidden = more <= 0;
    this.pill.textContent = t('grid.new', { n: more });
    // What is on the screen stays where it is; its tags and states may be others.
    this.grid.listing?.forget();
    this.grid.draw();
  }

  listen() {
    listen({
      catalog: catalog => this.changed(catalog),
      gone: isEnded => this.warn(t(isEnded ? 'server.bye' : 'server.gone')),
      back: () => {
        this.warn('');
        toast(t('server.back'));
      },
    });
  }

  /** @param {string} text */
  warn(text) {
    this.banner.hidden = !text;
    this.banner.textContent = text;
  }
}

/** @param {string} name of the icon @param {string} label @param {HTMLElement} menu */
function menuButton(name, label, menu) {
  const button = h('button', { type: 'button', class: 'icon-button', title: label, 'aria-label': label, 'aria-haspopup': 'dialog' }, icon(name));
  button.popoverTargetElement = menu;
  return button;
}

async function begin() {
  document.documentElement.lang = lang;
  applyTheme();
  let isAsking = false;
  addEventListener('nakigao:login', () => {
    if (isAsking) return;
    isAsking = true;
    askForKey(document.body);
  });
  if (await enterByAddress()) {
    dispatchEvent(new Event('nakigao:login'));
    return;
  }
  const page = new Page();
  page.build();
  await page.list(false);
  if (isAsking) return;
  page.listen();
  const { offline } = await get('/api/gallery');
  if (offline.length) toast(t('offline.roots', { n: offline.length, roots: offline.join(', ') }));
}

void begin();
