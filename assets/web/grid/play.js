/**
 * Plays animations in their cells: the one under the pointer, the one asked for by key, or those that are visible.
 *
 * Along the lower edge of a cell the pointer chooses the frame. Nothing plays by itself where the person wants calm,
 * and nothing plays in a hidden page.
 *
 * @typedef {import('./cells.js').CellView} CellView
 * @typedef {import('./listing.js').Cell} Cell
 */

import { frameUrl, isShown, originalUrl, previewUrl } from '../api.js';
import { h, isCalm } from '../dom.js';
import { prefs } from '../state.js';
import { FLAGS } from './listing.js';

/** How long the pointer rests before it plays, in milliseconds. */
const REST = 150;
/** Larger originals are played as a small copy, in bytes. */
const LIGHT = 3 << 20;
/** Height of the edge that chooses frames, in pixels. */
const EDGE = 28;
/** Most places along the edge: frames asked for one by one. */
const STOPS = 24;
/** Most animations that play at once. */
const MOST = 12;

export class Player {
  /** @param {(cell: CellView) => ?Cell} facts */
  constructor(facts) {
    this.facts = facts;
    /** @type {Map<CellView, {img: HTMLImageElement, bar: HTMLElement, hash: string}>} */
    this.playing = new Map();
    this.timer = 0;
    /** @type {?CellView} */
    this.under = null;
    document.addEventListener('visibilitychange', () => document.hidden && this.stop());
  }

  /** The pointer moved. @param {?CellView} cell @param {PointerEvent} event */
  hover(cell, event) {
    if (event.pointerType !== 'mouse' || prefs().motion === 'off' || isCalm()) return;
    if (cell !== this.under) {
      clearTimeout(this.timer);
      if (prefs().motion === 'hover') this.stop();
      this.under = cell;
      if (cell) this.timer = setTimeout(() => this.play(cell), REST);
    }
    if (cell) this.scrub(cell, event);
  }

  /** Plays or stops one, whatever the person prefers. @param {CellView} cell */
  toggle(cell) {
    const isPlaying = this.playing.has(cell);
    this.stop();
    if (!isPlaying) this.play(cell);
  }

  /** Plays what is visible, if that is wanted. @param {CellView[]} cells */
  visible(cells) {
    if (prefs().motion !== 'visible' || isCalm() || document.hidden) return;
    const wanted = new Set(cells.filter(cell => this.canPlay(cell)).slice(0, MOST));
    for (const cell of [...this.playing.keys()]) if (!wanted.has(cell)) this.end(cell);
    for (const cell of wanted) if (!this.playing.has(cell)) this.play(cell);
  }

  /** @param {CellView} cell */
  canPlay(cell) {
    const facts = this.facts(cell);
    return facts !== null && (facts.flags & FLAGS.animated) !== 0 && facts.state === 'present';
  }

  /** @param {CellView} cell */
  play(cell) {
    const facts = this.facts(cell);
    if (!facts || !this.canPlay(cell) || this.playing.has(cell)) return;
    const isLight = facts.bytes <= LIGHT && isShown(facts.format);
    const img = h('img', { alt: '', class: 'moving', draggable: false });
    img.addEventListener('load', () => cell.el.classList.add('playing'));
    img.addEventListener('error', () => this.end(cell));
    img.src = isLight ? originalUrl(facts.hash) : previewUrl(facts.hash);
    const bar = h('span', { class: 'progress', hidden: true });
    cell.el.append(img, bar);
    this.playing.set(cell, { img, bar, hash: facts.hash });
  }

  /** Shows the frame at the pointer's place along the lower edge. @param {CellView} cell @param {PointerEvent} event */
  scrub(cell, event) {
    const facts = this.facts(cell);
    const shown = this.playing.get(cell);
    if (!facts || !shown || facts.frames < 2) return;
    const box = cell.el.getBoundingClientRect();
    const isAtEdge = event.clientY > box.bottom - EDGE;
    if (!isAtEdge) {
      if (!shown.bar.hidden) {
        this.end(cell);
        this.play(cell);
      }
      return;
    }
    const stops = Math.min(STOPS, facts.frames);
    const stop = Math.min(stops - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * stops)));
    const frame = Math.round((stop * (facts.frames - 1)) / Math.max(1, stops - 1));
    const url = frameUrl(facts.hash, frame, 512);
    shown.bar.hidden = false;
    shown.bar.style.transform = `scaleX(${(frame + 1) / facts.frames})`;
    if (!shown.img.src.endsWith(url)) shown.img.src = url;
  }

  /** @param {CellView} cell */
  end(cell) {
    const shown = this.playing.get(cell);
    this.playing.delete(cell);
    cell.el.classList.remove('playing');
    shown?.img.removeAttribute('src');
    shown?.img.remove();
    shown?.bar.remove();
  }

  /** Ends what plays in cells that show something else by now. */
  tidy() {
    for (const [cell, { hash }] of this.playing) if (cell.hash !== hash) this.end(cell);
  }

  stop() {
    clearTimeout(this.timer);
    for (const cell of [...this.playing.keys()]) this.end(cell);
  }
}
