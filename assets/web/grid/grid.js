/**
 * The pictures: joins listing, layout, scroll window, cells and scrubber, and keeps the place through reloads,
 * resizes and new pictures.
 *
 * @typedef {import('./layout.js').Layout} Layout
 * @typedef {import('./cells.js').CellView} CellView
 */

import { fill, h, settled } from '../dom.js';
import { go, onPrefs, prefer, prefs, state } from '../state.js';
import { sectionName, t } from '../words.js';
import { Cells, PATIENCE } from './cells.js';
import { beside, layout, rowAt, rowOf } from './layout.js';
import { pinch } from './pinch.js';
import { Player } from './play.js';
import { Scrubber } from './scrubber.js';
import { blocksOf, boxHeight, jump, recentre } from './window.js';

const GAP = 4;
const HEADING = 56;
/** How long nothing scrolls before sharp pictures are asked for and the window is moved, in milliseconds. */
const AT_REST = 160;
/** Below this width pictures are smaller, in pixels. */
const PHONE = 640;
export const SIZES = [120, 180, 240, 360];

export class Grid {
  /** @param {{open: (index: number) => void}} tell */
  constructor(tell) {
    this.tell = tell;
    /** @type {?import('./listing.js').Listing} */
    this.listing = null;
    /** @type {?Layout} */
    this.laid = null;
    this.base = 0;
    this.frame = 0;
    this.focus = 0;
    /** When each block of facts was first wanted. @type {Map<number, number>} */
    this.wanted = new Map();
    this.wantTimer = 0;
    /** Height of the screen. Asking the browser each time would make it lay out each time. */
    this.view = 0;
    /** Section whose name is stuck to the top, and how far the next one pushes it. @type {unknown} */
    this.stuck = null;
    this.shift = 0;
    this.isMoving = false;

    this.canvas = h('div', { id: 'grid', role: 'grid', class: 'canvas', 'aria-label': t('grid.label') });
    this.sticky = h('div', { class: 'sticky', 'aria-hidden': 'true', hidden: true });
    this.scroller = h('div', { class: 'scroller', tabIndex: -1 }, this.canvas);
    this.notice = h('div', { class: 'notice', hidden: true });
    this.scrubber = new Scrubber({ jump: y => this.moveTo(y), key: key => this.scrubberKey(key) });
    this.el = h('main', { class: 'pictures', id: 'pictures' }, this.scroller, this.sticky, this.notice, this.scrubber.el);
    this.cells = new Cells(this.canvas, () => this.isMoving || this.rest());
    this.player = new Player(cell => this.listing?.cell(cell.index) ?? null);
    this.rest = settled(AT_REST, () => this.atRest());
    this.attach();
  }

  attach() {
    this.scroller.addEventListener('scroll', () => {
      this.frame ||= requestAnimationFrame(() => this.draw());
      // Pictures fade in only at rest: each that fades is a layer of its own.
      if (!this.isMoving) this.scroller.classList.add('moves');
      this.isMoving = true;
      this.rest();
    }, { passive: true });
    new ResizeObserver(() => this.relayout()).observe(this.scroller);
    this.canvas.addEventListener('click', (/** @type {MouseEvent} */ event) => {
      const cell = this.cells.at(event.target);
      if (!cell || event.ctrlKey || event.metaKey || event.shiftKey) return;
      this.setFocus(cell.index);
      this.tell.open(cell.index);
    });
    this.canvas.addEventListener('focusin', (/** @type {FocusEvent} */ event) => {
      const cell = this.cells.at(event.target);
      if (cell) this.setFocus(cell.index);
    });
    const hover = (/** @type {PointerEvent} */ event) => this.player.hover(this.cells.at(event.target), event);
    this.canvas.addEventListener('pointermove', hover);
    this.canvas.addEventListener('pointerleave', (/** @type {PointerEvent} */ event) => this.player.hover(null, event));
    pinch(this.scroller, by => this.resize(by));
    onPrefs((_, change) => {
      if ('size' in change || 'mode' in change) this.relayout();
      if ('motion' in change) {
        this.player.stop();
        this.atRest();
      }
    });
  }

  /** The height in the gallery at the top of the screen. */
  get y() {
    return this.base + this.scroller.scrollTop;
  }

  /** @param {import('./listing.js').Listing} listing @param {?number} at picture to begin with */
  show(listing, at) {
    this.listing?.end();
    this.listing = listing;
    this.wanted.clear();
    this.focus = at ?? 0;
    this.cells.focus = this.focus;
    listing.onload = () => {
      this.cells.rebind(listing);
      this.rest();
    };
    this.canvas.setAttribute('aria-busy', String(!listing.isWhole));
    this.lay();
    this.moveTo(at === null || !this.laid ? 0 : this.topOf(at));
  }

  /** The shapes of all pictures have come. @param {?number} at picture to begin with, null to stay */
  measured(at) {
    this.canvas.setAttribute('aria-busy', 'false');
    const y = this.y;
    this.lay();
    this.moveTo(at === null ? y : this.topOf(at));
  }

  lay() {
    const { listing } = this;
    // Room for the names of sections is taken where there are any.
    this.el.classList.toggle('ruled', (listing?.sections.length ?? 0) > 1);
    const width = this.scroller.clientWidth;
    this.view = this.scroller.clientHeight;
    if (!listing || width === 0) return;
    const size = prefs().size * (width < PHONE ? 0.6 : 1);
    const { ratios } = listing;
    const starts = listing.starts.filter(first => first < ratios.length);
    this.laid = layout({ ratios, total: ratios.length, width, size: Math.round(size), gap: GAP, mode: prefs().mode,
      starts, heading: HEADING });
    this.cells.reset();
    this.player.stop();
    this.canvas.style.height = `${boxHeight(this.laid.end, this.view)}px`;
    this.canvas.setAttribute('aria-rowcount', String(this.laid.rows));
    this.scrubber.set(this.laid, listing, this.view);
  }

  /** Lays out anew and keeps the picture at the top of the screen where it is. */
  relayout() {
    if (!this.listing) return;
    const { laid } = this;
    const hadFocus = this.canvas.contains(document.activeElement);
    const isAtEnd = laid !== null && this.y > 0 && this.y >= laid.end - this.view - 1;
    const row = laid ? rowAt(laid, this.y) : 0;
    const index = laid ? laid.first[row] : 0;
    const offset = laid ? this.y - laid.top[row] : 0;
    const part = laid ? offset / Math.max(1, laid.height[row]) : 0;
    this.lay();
    if (!this.laid) return;
    const now = rowOf(this.laid, index);
    const within = offset > 0 ? part * this.laid.height[now] : offset;
    this.moveTo(isAtEnd ? this.laid.end : this.laid.top[now] + within);
    if (hadFocus) this.cells.find(this.focus)?.el.focus({ preventScroll: true });
  }

  /** Where the screen must begin for a picture to be the first, below its section's heading. @param {number} index */
  topOf(index) {
    const { laid, listing } = this;
    if (!laid || !listing) return 0;
    return laid.top[rowOf(laid, Math.min(index, laid.asked.total - 1))] - (listing.sections.length ? HEADING : 0);
  }

  /** @param {number} y */
  moveTo(y) {
    if (!this.laid) return;
    const place = jump(y, { base: this.base, top: this.scroller.scrollTop }, this.laid.end, this.view);
    this.base = place.base;
    this.scroller.scrollTop = place.top;
    this.draw();
    this.rest();
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const { laid, listing, view } = this;
    if (!laid || !listing) return;
    const y = this.y;
    const from = rowAt(laid, Math.max(0, y - view));
    const to = laid.rows ? Math.min(laid.rows, rowAt(laid, y + 2 * view) + 1) : 0;
    const hasFocus = this.canvas.contains(document.activeElement);
    const pinned = hasFocus && this.focus < laid.asked.total ? rowOf(laid, this.focus) : -1;
    this.cells.middle = y - this.base + view / 2;
    this.cells.render(laid, listing, from, to, this.base, pinned);
    this.player.tidy();
    this.scrubber.update(y);
    this.stick(y);
    if (listing.isWhole) this.want(blocksOf(laid.first[from], laid.first[to]));
  }

  /** Shows the name of the section above the screen's first pictures. @param {number} y */
  stick(y) {
    const { laid, listing } = this;
    const number = listing && laid ? listing.sectionAt(laid.first[rowAt(laid, y + HEADING / 2)]) : -1;
    const section = listing?.sections[number];
    const begins = section && laid ? laid.top[rowOf(laid, section[0])] - HEADING : 0;
    const isShown = section !== undefined && y > begins;
    if (isShown === this.sticky.hidden) this.sticky.hidden = !isShown;
    if (!isShown || !laid || !listing) return;
    if (this.stuck !== section) this.sticky.textContent = sectionName(section);
    this.stuck = section;
    const next = listing.sections[number + 1];
    const nextTop = next && next[0] < laid.asked.total ? laid.top[rowOf(laid, next[0])] - HEADING : Infinity;
    const shift = Math.min(0, nextTop - y - HEADING);
    if (shift !== this.shift) this.sticky.style.transform = `translateY(${shift}px)`;
    this.shift = shift;
  }

  /** Asks for blocks of facts that are wanted for long enough; in a fling none is. @param {number[]} blocks */
  want(blocks) {
    const now = performance.now();
    for (const block of this.wanted.keys()) if (!blocks.includes(block)) this.wanted.delete(block);
    for (const block of blocks) if (!this.wanted.has(block)) this.wanted.set(block, now);
    const due = blocks.filter(block => now - /** @type {number} */ (this.wanted.get(block)) >= PATIENCE);
    this.listing?.want(due);
    if (due.length < blocks.length && !this.wantTimer) {
      this.wantTimer = setTimeout(() => {
        this.wantTimer = 0;
        this.want([...this.wanted.keys()]);
      }, PATIENCE);
    }
  }

  atRest() {
    const { laid, listing } = this;
    if (!laid || !listing || !listing.total) return;
    const place = recentre({ base: this.base, top: this.scroller.scrollTop }, laid.end, this.view);
    if (place && !this.scrubber.isDown) {
      this.base = place.base;
      this.scroller.scrollTop = place.top;
      this.draw();
    }
    this.scrubber.say();
    this.scroller.classList.remove('moves');
    this.isMoving = false;
    const [from, to] = this.visibleRows();
    this.cells.sharpen(from, to, listing);
    this.player.visible(this.cellsOn(from, to));
    const first = laid.first[from];
    if (!this.canvas.contains(document.activeElement) && (this.focus < first || this.focus >= laid.first[to])) {
      this.setFocus(first);
    }
    const hash = this.y > 0 ? listing.cell(laid.first[rowAt(laid, this.y + HEADING)])?.hash : '';
    if (listing.isWhole && hash !== undefined && !state().open) go({ at: hash });
  }

  /** @returns {[number, number]} */
  visibleRows() {
    const { laid } = this;
    return laid ? [rowAt(laid, this.y), Math.min(laid.rows, rowAt(laid, this.y + this.view) + 1)] : [0, 0];
  }

  /** @param {number} from @param {number} to */
  cellsOn(from, to) {
    const cells = [];
    for (let row = from; row < to; row++) cells.push(...this.cells.rows.get(row)?.cells ?? []);
    return cells;
  }

  /** @param {number} index */
  setFocus(index) {
    this.focus = index;
    return this.cells.setFocus(index);
  }

  /** Brings a picture onto the screen and gives it the focus. @param {number} index */
  reveal(index) {
    const { laid, listing, view } = this;
    if (!laid || !listing || index >= laid.asked.total) return;
    const row = rowOf(laid, index);
    const above = listing.sections.length ? HEADING : GAP;
    const top = laid.top[row];
    if (top - above < this.y) this.moveTo(top - above);
    else if (top + laid.height[row] > this.y + view) this.moveTo(top + laid.height[row] - view + GAP);
    this.setFocus(index);
    if (!this.cells.rows.has(row)) this.draw();
    this.cells.find(index)?.el.focus({ preventScroll: true });
  }

  /** @param {string} id of a key of the grid @returns {boolean} whether it meant something */
  press(id) {
    const { laid, listing } = this;
    if (!laid || !listing?.total) return false;
    const last = laid.asked.total - 1;
    const screen = Math.max(1, this.visibleRows()[1] - this.visibleRows()[0] - 1);
    const isHere = this.canvas.contains(document.activeElement);
    /** @type {Record<string, () => number>} */
    const moves = {
      left: () => Math.max(0, this.focus - 1),
      right: () => Math.min(last, this.focus + 1),
      up: () => beside(laid, this.focus, -1),
      down: () => beside(laid, this.focus, 1),
      pageup: () => beside(laid, this.focus, -screen),
      pagedown: () => beside(laid, this.focus, screen),
      first: () => 0,
      last: () => last,
    };
    if (moves[id]) {
      // The first arrow only says where one is.
      const isArrow = ['left', 'right', 'up', 'down'].includes(id);
      this.reveal(isHere || !isArrow ? moves[id]() : this.focus);
    } else if (id === 'open' && isHere) this.tell.open(this.focus);
    else if (id === 'play' && isHere) {
      const cell = this.cells.find(this.focus);
      if (cell) this.player.toggle(cell);
    } else if (id === 'gallery') this.reveal(this.focus);
    else return false;
    return true;
  }

  /** @param {string} key @returns {boolean} */
  scrubberKey(key) {
    const { laid, view } = this;
    if (!laid) return false;
    const row = rowAt(laid, this.y + 1);
    /** @type {Record<string, () => number>} */
    const places = {
      ArrowUp: () => laid.top[Math.max(0, row - 1)],
      ArrowDown: () => laid.top[Math.min(laid.rows, row + 1)],
      PageUp: () => this.y - view,
      PageDown: () => this.y + view,
      Home: () => 0,
      End: () => laid.end,
    };
    if (!places[key]) return false;
    this.moveTo(places[key]());
    return true;
  }

  /** Larger or smaller pictures. @param {number} by steps */
  resize(by) {
    const at = Math.max(0, SIZES.indexOf(prefs().size));
    const size = SIZES[Math.min(SIZES.length - 1, Math.max(0, at + by))];
    if (size !== prefs().size) prefer({ size });
  }

  /** Instead of pictures. @param {...(Node|null)} content nothing shows the pictures again */
  say(...content) {
    this.notice.hidden = content.length === 0;
    this.scroller.hidden = this.scrubber.el.hidden = content.length > 0;
    this.sticky.hidden ||= content.length > 0;
    fill(this.notice, ...content);
  }
}
