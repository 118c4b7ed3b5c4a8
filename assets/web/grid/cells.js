/**
 * The elements of the grid: a few rows that are used again and again, each with its cells.
 *
 * A cell shows its picture when it has been wanted for some time: whoever flings past ten thousand pictures asks for
 * none of them. First comes the smallest thumbnail, at rest one that is sharp on this screen.
 *
 * @typedef {import('./layout.js').Layout} Layout
 * @typedef {import('./listing.js').Listing} Listing
 *
 * @typedef {Object} CellView
 * @property {HTMLElement} el
 * @property {HTMLImageElement} img
 * @property {number} index
 * @property {string} hash '' while the facts are not here
 * @property {number} edge of the thumbnail that is shown or on its way, 0 for none
 * @property {number} since when it is wanted, in milliseconds
 * @property {number} w
 * @property {number} h
 *
 * @typedef {{el: HTMLElement, row: number, y: number, cells: CellView[], heading: ?HTMLElement}} RowView
 */

import { thumbUrl } from '../api.js';
import { h } from '../dom.js';
import { sectionName } from '../words.js';
import { badge, cellName } from './describe.js';
import { cellsOf, isCut } from './layout.js';
import { edgeFor } from './window.js';

/** Time for which a picture must be wanted before it is asked for, in milliseconds. */
export const PATIENCE = 80;

/**
 * Sharper pictures on their way at once. A browser has six connections to a server, and one that must be made of a large original takes
 * a second: what the person asks for next is not to wait for it.
 */
const SHARPENED_AT_ONCE = 2;

/** The longer edge of the thumbnails that are always there. */
const FIRST = 256;

/** A picture is not drawn larger than this many times its size: beyond, there are only blurred edges to see. */
const MOST_ENLARGED = 2;

/** An enlarged picture up to this size, in pixels, is an icon or an emote, whose pixels are kept sharp. */
const PIXELS = 64;

export class Cells {
  /** @param {HTMLElement} canvas @param {() => void} shown a picture has come that could be sharper */
  constructor(canvas, shown) {
    this.canvas = canvas;
    this.shown = shown;
    /** @type {Map<number, RowView>} */
    this.rows = new Map();
    /** @type {RowView[]} */
    this.spareRows = [];
    /** @type {CellView[]} */
    this.spareCells = [];
    /** @type {Map<Element, CellView>} */
    this.byElement = new Map();
    this.focus = 0;
    /** Middle of the screen, as the rows' y. */
    this.middle = 0;
    this.timer = 0;
    /** What is to be sharper, those at the top first. @type {{cell: CellView, hash: string, edge: number}[]} */
    this.blurred = [];
    /** Cells whose sharper picture is on its way. @type {Set<CellView>} */
    this.sharpening = new Set();
  }

  /**
   * Shows rows [from, to) and the row of the focused picture, which is never taken away from under the focus.
   * @param {Layout} laid @param {Listing} listing @param {number} from @param {number} to @param {number} base
   * @param {number} pinned row of the focused picture, or -1
   */
  render(laid, listing, from, to, base, pinned) {
    for (const [row, view] of this.rows) if ((row < from || row >= to) && row !== pinned) this.release(row, view);
    const wanted = [];
    if (pinned >= 0 && pinned < from) wanted.push(pinned);
    for (let row = from; row < to; row++) wanted.push(row);
    if (pinned >= to) wanted.push(pinned);
    // From the end, so that each row's successor is there to be put before: order in the page is order on screen.
    /** @type {?Element} */
    let after = null;
    for (let i = wanted.length - 1; i >= 0; i--) {
      const row = wanted[i];
      /** @type {RowView} */
      const view = this.rows.get(row) ?? this.build(laid, listing, row, after);
      this.put(view, laid.top[row] - base);
      after = view.el;
    }
    this.wake();
  }

  /** @param {RowView} view @param {number} y */
  put(view, y) {
    if (view.y === y) return;
    view.y = y;
    view.el.style.transform = `translateY(${y}px)`;
  }

  /** @param {Layout} laid @param {Listing} listing @param {number} row @param {?Element} before @returns {RowView} */
  build(laid, listing, row, before) {
    /** @type {RowView} */
    const view = this.spareRows.pop() ?? { el: h('div', { role: 'row', class: 'row' }), row, y: -1, cells: [], heading: null };
    view.row = row;
    view.el.setAttribute('aria-rowindex', String(row + 1));
    view.el.style.height = `${laid.height[row]}px`;
    const first = laid.first[row];
    const section = listing.sections.length ? listing.section(first) : null;
    if (section && section[0] === first) {
      const heading = view.heading ?? h('div', { role: 'rowheader', class: 'heading' });
      heading.textContent = sectionName(section);
      view.el.prepend(heading);
      view.heading = heading;
    } else view.heading?.remove();
    const spans = cellsOf(laid, row);
    while (view.cells.length > spans.length) this.spare(/** @type {CellView} */ (view.cells.pop()));
    while (view.cells.length < spans.length) {
      const cell = this.spareCells.pop() ?? this.make();
      view.cells.push(cell);
      view.el.append(cell.el);
    }
    spans.forEach(({ x, w }, i) => {
      const cell = view.cells[i];
      cell.w = w;
      cell.h = laid.height[row];
      cell.el.style.transform = `translateX(${x}px)`;
      cell.el.style.width = `${w}px`;
      cell.el.setAttribute('aria-colindex', String(i + 1));
      this.bind(cell, first + i, listing);
    });
    this.rows.set(row, view);
    this.canvas.insertBefore(view.el, before);
    return view;
  }

  /** @returns {CellView} */
  make() {
    const img = h('img', { alt: '', decoding: 'async', draggable: true });
    const el = h('div', { role: 'gridcell', class: 'cell', tabIndex: -1 }, img);
    const cell = { el, img, index: -1, hash: '', edge: 0, since: 0, w: 0, h: 0 };
    img.addEventListener('load', () => {
      el.classList.add('shown');
      if (cell.edge === FIRST) this.shown();
      this.sharpened(cell);
    });
    img.addEventListener('error', () => {
      if (cell.edge) el.classList.add('failed');
      this.sharpened(cell);
    });
    this.byElement.set(el, cell);
    return cell;
  }

  /** @param {CellView} cell @param {number} index @param {Listing} listing */
  bind(cell, index, listing) {
    const facts = listing.cell(index);
    const hash = facts?.hash ?? '';
    if (cell.index !== index || cell.hash !== hash) this.clear(cell);
    cell.index = index;
    cell.hash = hash;
    cell.since ||= performance.now();
    cell.el.tabIndex = index === this.focus ? 0 : -1;
    const name = cellName(facts, index);
    cell.el.setAttribute('aria-label', name);
    cell.el.dataset.state = facts?.state ?? '';
    cell.el.title = facts ? `${facts.name}\n${name}` : '';
    if (facts) this.fit(cell, facts);
    const mark = facts && badge(facts);
    if (mark) cell.el.append(mark);
  }

  /**
   * Shows a small picture no larger than is good for it, and one whose cell cannot have its shape whole.
   * @param {CellView} cell @param {{w: number, h: number}} facts
   */
  fit(cell, { w, h: height }) {
    const { classList, style } = cell.el;
    const isSmall = Math.min(cell.w / w, cell.h / height) > MOST_ENLARGED;
    classList.toggle('small', isSmall);
    classList.toggle('pixels', isSmall && Math.max(w, height) <= PIXELS);
    classList.toggle('whole', isCut(w, height));
    style.setProperty('--w', isSmall ? `${w * MOST_ENLARGED}px` : '');
    style.setProperty('--h', isSmall ? `${height * MOST_ENLARGED}px` : '');
  }

  /** Forgets the picture; an old one must not be seen in a new place. @param {CellView} cell */
  clear(cell) {
    cell.edge = 0;
    cell.since = 0;
    this.sharpening.delete(cell);
    cell.img.removeAttribute('src');
    cell.el.className = 'cell';
    while (cell.img.nextSibling) cell.img.nextSibling.remove();
  }

  /** @param {number} row @param {RowView} view */
  release(row, view) {
    this.rows.delete(row);
    view.el.remove();
    for (const cell of view.cells) {
      this.clear(cell);
      cell.index = -1;
    }
    this.spareRows.push(view);
  }

  /** @param {CellView} cell */
  spare(cell) {
    this.clear(cell);
    cell.index = -1;
    cell.el.remove();
    this.spareCells.push(cell);
  }

  /** Everything is laid out anew. */
  reset() {
    for (const [row, view] of this.rows) this.release(row, view);
  }

  /** Facts have come or changed. @param {Listing} listing */
  rebind(listing) {
    for (const view of this.rows.values()) {
      for (const cell of view.cells) {
        while (cell.img.nextSibling) cell.img.nextSibling.remove();
        this.bind(cell, cell.index, listing);
      }
    }
    this.wake();
  }

  /** Looks again when the next picture has been wanted for long enough. */
  wake() {
    if (!this.timer) this.timer = setTimeout(() => this.ask(), PATIENCE / 2);
  }

  /** Gives every cell its picture that has waited for it, those on the screen first. */
  ask() {
    this.timer = 0;
    const now = performance.now();
    let isWaiting = false;
    /** @type {{cell: CellView, far: number}[]} */
    const due = [];
    for (const { y, cells } of this.rows.values()) {
      for (const cell of cells) {
        if (!cell.hash || cell.edge) continue;
        if (now - cell.since >= PATIENCE) due.push({ cell, far: Math.abs(y - this.middle) });
        else isWaiting = true;
      }
    }
    due.sort((a, b) => a.far - b.far);
    for (const { cell } of due) {
      cell.edge = FIRST;
      cell.img.fetchPriority = 'auto';
      cell.img.src = thumbUrl(cell.hash, FIRST);
    }
    if (isWaiting) this.wake();
  }

  /** At rest: sharp pictures for the rows [from, to). @param {number} from @param {number} to @param {Listing} listing */
  sharpen(from, to, listing) {
    this.blurred = [];
    for (let row = from; row < to; row++) {
      for (const cell of this.rows.get(row)?.cells ?? []) {
        // Before the first has come, a sharp one that must be made yet would leave the cell empty for as long.
        const facts = cell.el.classList.contains('shown') ? listing.cell(cell.index) : null;
        if (!facts) continue;
        const edge = edgeFor(cell.w, cell.h, devicePixelRatio, Math.max(facts.w, facts.h));
        if (edge > cell.edge) this.blurred.push({ cell, hash: cell.hash, edge });
      }
    }
    this.sharpenNext();
  }

  sharpenNext() {
    while (this.sharpening.size < SHARPENED_AT_ONCE) {
      const next = this.blurred.shift();
      if (!next) return;
      const { cell, hash, edge } = next;
      if (cell.hash !== hash || cell.edge >= edge) continue;
      this.sharpening.add(cell);
      cell.edge = edge;
      cell.img.fetchPriority = 'low';
      cell.img.src = thumbUrl(hash, edge);
    }
  }

  /** @param {CellView} cell that has its picture, or never will */
  sharpened(cell) {
    if (this.sharpening.delete(cell)) this.sharpenNext();
  }

  /** @param {number} index @returns {?CellView} */
  find(index) {
    for (const { cells } of this.rows.values()) {
      const found = cells.find(cell => cell.index === index);
      if (found) return found;
    }
    return null;
  }

  /** The cell that an event came from. @param {EventTarget|null} target */
  at(target) {
    const el = target instanceof Element ? target.closest('.cell') : null;
    return (el && this.byElement.get(el)) ?? null;
  }

  /** Which picture Tab leads to. @param {number} index */
  setFocus(index) {
    const before = this.find(this.focus);
    if (before) before.el.tabIndex = -1;
    this.focus = index;
    const now = this.find(index);
    if (now) now.el.tabIndex = 0;
    return now;
  }
}
