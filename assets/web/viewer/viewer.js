/**
 * One picture on the whole screen, in a dialog that Back leaves. It walks the listing, not the cells of the grid.
 *
 * A preview of the screen's size comes first, over the thumbnail that the grid has loaded already; the original is
 * read only when more than the preview holds is wanted.
 *
 * @typedef {import('../grid/listing.js').Listing} Listing
 * @typedef {import('../grid/listing.js').Cell} Cell
 */

import { get, isAbort, isShown, originalUrl, Problem, thumbUrl, wholeUrl } from '../api.js';
import { announce, h, iconButton, isCalm, isNarrow } from '../dom.js';
import { cellName } from '../grid/describe.js';
import { FLAGS } from '../grid/listing.js';
import { cameFromHere, go, prefer, prefs, state, watch } from '../state.js';
import { t } from '../words.js';
import { Frames } from './frames.js';
import { Info } from './info.js';
import { STEP, Zoom } from './zoom.js';

/** Larger animations are not loaded before the preview has been seen, in bytes. */
const LIGHT = 64 << 20;

export class Viewer {
  /** @param {{listing: () => ?Listing, closed: (index: number|null) => void, search: (term: string) => void}} tell */
  constructor(tell) {
    this.tell = tell;
    /** @type {?Cell} */
    this.cell = null;
    /** Place in the listing; null for a picture that is not in it. @type {number|null} */
    this.index = null;
    this.control = new AbortController();
    this.preview = h('img', { class: 'preview', alt: '', draggable: false });
    this.whole = h('img', { class: 'whole', alt: '', draggable: false, hidden: true });
    this.frames = new Frames({
      shown: () => this.picture.classList.add('stepping'),
      at: frame => go({ frame: String(frame) }),
    });
    this.picture = h('div', { class: 'picture' }, this.preview, this.whole, this.frames.canvas);
    this.failure = h('p', { class: 'failure', hidden: true });
    this.stage = h('div', { class: 'stage', tabIndex: 0, role: 'img' }, this.picture, this.failure);
    this.title = h('h2', { class: 'title', id: 'viewer-title' });
    this.position = h('span', { class: 'position' });
    this.percent = h('button', { type: 'button', class: 'text-button percent', title: t('viewer.full'),
      on: { click: () => this.press(this.zoom.view.scale === 1 ? 'fit' : 'full') } });
    this.download = h('a', { class: 'icon-button', title: t('viewer.download'), 'aria-label': t('viewer.download') });
    this.download.append(iconButton('download', '', () => {}).firstElementChild);
    this.fitButton = iconButton('fit', t('viewer.fill'), () => this.press(this.zoom.mode === 'fit' ? 'fill' : 'fit'));
    this.infoButton = iconButton('info', t('viewer.info'), () => this.press('info'));
    this.previous = iconButton('previous', t('viewer.previous'), () => this.walk(-1), { class: 'side previous' });
    this.next = iconButton('next', t('viewer.next'), () => this.walk(1), { class: 'side next' });
    this.info = new Info({ open: hash => go({ open: hash, frame: '' }, { push: true }), search: tell.search });
    this.el = h('dialog', { class: 'viewer', 'aria-labelledby': 'viewer-title',
      on: {
        cancel: (/** @type {Event} */ event) => {
          event.preventDefault();
          this.leave();
        },
        close: () => this.closed(),
      } },
    h('header', { class: 'viewer-bar' },
      iconButton('close', t('viewer.close'), () => this.leave(), { class: 'leave' }),
      this.title, this.position, this.percent, this.fitButton, this.download, this.infoButton),
    h('div', { class: 'viewer-body' },
      h('div', { class: 'stage-side' }, this.stage, this.previous, this.next, this.frames.el),
      this.info.el),
    h('div', { class: 'toasts', role: 'status' }));
    this.zoom = new Zoom(this.stage, { changed: zoom => this.place(zoom), swipe: by => this.walk(by) });
    this.whole.addEventListener('load', () => {
      this.whole.hidden = false;
      this.picture.classList.add('has-whole');
    });
    this.whole.addEventListener('error', () => this.failed());
    this.preview.addEventListener('error', () => {
      // A thumbnail that cannot be made is no reason to hide the original.
      if (this.cell && !this.whole.getAttribute('src')) this.loadWhole();
    });
    watch(['open'], () => void this.follow());
  }

  /** Shows what the address says. @param {number|null} [index] where it is in the listing, if that is known */
  async follow(index = null) {
    const { open } = state();
    if (open === (this.cell?.hash ?? '')) return;
    if (!open) {
      this.el.close();
      return;
    }
    this.control.abort();
    this.control = new AbortController();
    const { signal } = this.control;
    if (!this.el.open) {
      this.el.showModal();
      this.stage.focus({ preventScroll: true });
    }
    try {
      const listing = this.tell.listing();
      const at = index ?? (listing ? await listing.place(open, signal) : null);
      const cell = at !== null && listing ? await listing.fetchCell(at) : null;
      if (signal.aborted) return;
      this.index = cell ? at : null;
      this.show(cell ?? cellOf(await get(`/api/media/${open}`, signal)));
    } catch (error) {
      if (isAbort(error)) return;
      this.say(error instanceof Problem && error.code === 'not_found' ? t('viewer.gone') : t('viewer.failed'));
    }
  }

  /** @param {number} index of the listing, which the person opened */
  async open(index) {
    const cell = await this.tell.listing()?.fetchCell(index);
    if (!cell) return;
    go({ open: cell.hash, frame: '' }, { push: true });
    await this.follow(index);
  }

  /** @param {Cell} cell */
  show(cell) {
    const isFirst = this.cell === null;
    this.cell = cell;
    this.failure.hidden = true;
    this.picture.hidden = false;
    this.picture.classList.remove('has-whole', 'stepping');
    this.whole.hidden = true;
    this.whole.removeAttribute('src');
    this.preview.removeAttribute('src');
    this.zoom.set(cell.w, cell.h);
    this.preview.src = thumbUrl(cell.hash, 256);
    const isMoving = (cell.flags & FLAGS.animated) !== 0;
    const edge = this.previewEdge();
    if (edge > 256) this.preview.src = thumbUrl(cell.hash, edge);
    // A browser plays its own formats from the file; calm people start it themselves.
    if (isMoving && isShown(cell.format) && cell.bytes <= LIGHT && !isCalm() && cell.state === 'present') this.loadWhole();
    const { frame } = state();
    if (isMoving) void this.frames.begin(cell, frame === '' ? null : Number(frame) || 0);
    else this.frames.end();
    if (cell.state !== 'present') this.say(t(`viewer.${cell.state}`), true);
    this.words(cell, isFirst);
    void this.info.show(cell.hash);
    if (prefs().info && !isNarrow()) this.info.reveal(true);
    this.prefetch();
  }

  /** @param {Cell} cell @param {boolean} isFirst */
  words(cell, isFirst) {
    const listing = this.tell.listing();
    const name = cell.name.split('/').pop() ?? '';
    this.title.textContent = name;
    this.title.title = cell.name;
    this.stage.setAttribute('aria-label', cellName(cell, 0));
    this.position.textContent = this.index === null || !listing ? ''
      : t('viewer.position', { n: this.index + 1, total: listing.total });
    this.download.href = `${originalUrl(cell.hash)}?download`;
    this.previous.disabled = this.index === null || this.index === 0;
    this.next.disabled = this.index === null || !listing || this.index >= listing.total - 1;
    if (!isFirst) announce(`${cellName(cell, 0)}. ${this.position.textContent}`);
  }

  /** Smallest preview that fills its place on this screen. */
  previewEdge() {
    const { w, h } = this.zoom;
    const wanted = Math.max(w, h) * this.zoom.fitScale() * devicePixelRatio;
    return [256, 512, 1024].find(edge => edge * 1.05 >= wanted || edge >= Math.max(w, h)) ?? 2048;
  }

  loadWhole() {
    if (!this.cell || this.whole.getAttribute('src')) return;
    this.whole.src = wholeUrl(this.cell.hash, this.cell.format);
  }

  failed() {
    if (!this.cell || !this.whole.getAttribute('src')) return;
    this.whole.removeAttribute('src');
    this.whole.hidden = true;
    if (!this.preview.naturalWidth) this.say(t('viewer.failed'));
  }

  /** @param {string} text @param {boolean} [isBeside] whether a picture is shown with it */
  say(text, isBeside = false) {
    this.failure.textContent = text;
    this.failure.hidden = false;
    this.failure.classList.toggle('beside', isBeside);
    this.picture.hidden = !isBeside;
  }

  /** @param {Zoom} zoom */
  place({ view, w, h, isZoomed, mode }) {
    const { style } = this.picture;
    style.width = `${w * view.scale}px`;
    style.height = `${h * view.scale}px`;
    style.transform = `translate(-50%, -50%) translate(${view.x}px, ${view.y}px)`;
    this.picture.classList.toggle('pixels', view.scale >= 4);
    this.stage.classList.toggle('zoomed', isZoomed && mode !== 'fit');
    this.fitButton.title = this.fitButton.ariaLabel = t(mode === 'fit' ? 'viewer.fill' : 'viewer.fit');
    this.percent.textContent = t('viewer.percent', { n: Math.round(view.scale * 100) });
    if (!this.cell) return;
    const shown = Math.min(this.previewEdge(), Math.max(w, h));
    if (Math.max(w, h) * view.scale * devicePixelRatio > shown * 1.1 && Math.max(w, h) > shown) this.loadWhole();
  }

  /** @param {number} by pictures on or back */
  walk(by) {
    const listing = this.tell.listing();
    if (this.index === null || !listing) return;
    void this.walkTo(Math.min(listing.total - 1, Math.max(0, this.index + by)));
  }

  /** @param {number} index */
  async walkTo(index) {
    if (index === this.index) return;
    // Set at once, so that keys that come faster than facts still count.
    this.index = index;
    const cell = await this.tell.listing()?.fetchCell(index);
    if (!cell || this.index !== index || !this.el.open) return;
    go({ open: cell.hash, frame: '' });
    await this.follow(index);
  }

  /** The neighbours' previews, so that a step shows at once. */
  prefetch() {
    const listing = this.tell.listing();
    if (this.index === null || !listing) return;
    this.ahead = [this.index + 1, this.index - 1].map(index => {
      const cell = listing.cell(index);
      const img = new Image();
      if (cell) img.src = thumbUrl(cell.hash, this.previewEdge());
      return img;
    });
  }

  /** @param {string} id of a key of the viewer @returns {boolean} whether it meant something */
  press(id) {
    const { zoom } = this;
    const last = (this.tell.listing()?.total ?? 1) - 1;
    /** @type {Record<string, () => void>} */
    const acts = {
      previous: () => zoom.arrow(-1, 0) || this.walk(-1),
      next: () => zoom.arrow(1, 0) || this.walk(1),
      panup: () => zoom.arrow(0, -1),
      pandown: () => zoom.arrow(0, 1),
      begin: () => this.index !== null && void this.walkTo(0),
      end: () => this.index !== null && void this.walkTo(last),
      info: () => {
        const isShown = this.info.el.hidden;
        prefer(isNarrow() ? {} : { info: isShown });
        this.info.reveal(isShown);
        this.infoButton.setAttribute('aria-pressed', String(isShown));
      },
      fit: () => zoom.fit(),
      full: () => zoom.to(1),
      fill: () => zoom.fill(),
      zoomin: () => zoom.by(STEP),
      zoomout: () => zoom.by(1 / STEP),
      download: () => this.download.click(),
      close: () => this.leave(),
    };
    if (!acts[id]) return this.frames.press(id);
    acts[id]();
    return true;
  }

  /** Back, so that the browser's own Back and this are the same; out of a bookmark it is replaced. */
  leave() {
    if (cameFromHere()) history.back();
    else go({ open: '', frame: '' });
  }

  closed() {
    this.control.abort();
    this.frames.end();
    this.info.end();
    this.whole.removeAttribute('src');
    this.preview.removeAttribute('src');
    const { index } = this;
    this.cell = null;
    this.index = null;
    if (state().open) go({ open: '', frame: '' });
    this.tell.closed(index);
  }
}

/** A picture that is in no listing, in the form of a cell. @param {any} media @returns {Cell} */
const cellOf = media => ({ index: -1, hash: media.hash, w: media.width, h: media.height, frames: media.frames,
  ms: media.duration_ms, bytes: media.bytes, format: media.format, name: media.name, state: media.state,
  flags: media.animated ? FLAGS.animated : 0, tags: [] });
