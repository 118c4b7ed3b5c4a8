/**
 * The only scrollbar: the whole gallery from top to bottom, with the names of its sections in proportion.
 *
 * @typedef {import('./layout.js').Layout} Layout
 * @typedef {import('./listing.js').Listing} Listing
 */

import { h } from '../dom.js';
import { number, sectionName, t } from '../words.js';
import { rowAt, rowOf } from './layout.js';
import { marks } from './window.js';

/** Least distance of two marks in pixels: a line of small text and some air. */
const APART = 20;

export class Scrubber {
  /** @param {{jump: (y: number) => void, key: (key: string) => boolean}} tell */
  constructor(tell) {
    this.tell = tell;
    this.thumb = h('div', { class: 'thumb' });
    this.bubble = h('div', { class: 'bubble', hidden: true });
    this.marks = h('div', { class: 'marks', 'aria-hidden': 'true' });
    this.el = h('div', { class: 'scrubber', role: 'slider', tabIndex: 0, 'aria-orientation': 'vertical',
      'aria-label': t('scrubber.label'), 'aria-controls': 'grid',
      on: {
        pointerdown: (/** @type {PointerEvent} */ event) => this.down(event),
        pointermove: (/** @type {PointerEvent} */ event) => this.move(event),
        pointerup: () => this.up(),
        pointercancel: () => this.up(),
        pointerleave: () => this.isDown || this.hint(null),
        keydown: (/** @type {KeyboardEvent} */ event) => {
          if (!event.ctrlKey && !event.altKey && !event.metaKey && tell.key(event.key)) event.preventDefault();
        },
      } }, this.marks, this.thumb, this.bubble);
    this.isDown = false;
    /** Distance of the pointer from the thumb's upper end while it is held. */
    this.grip = 0;
    this.height = 0;
    this.thumbHeight = 0;
    this.thumbTop = 0;
    /** The picture that the screen begins with. */
    this.index = 0;
    /** @type {?Layout} */
    this.laid = null;
    /** @type {?Listing} */
    this.listing = null;
    this.view = 1;
  }

  /** @param {Layout} laid @param {Listing} listing @param {number} view height of the screen */
  set(laid, listing, view) {
    this.laid = laid;
    this.listing = listing;
    this.view = view;
    this.height = this.el.clientHeight;
    this.thumbHeight = Math.max(28, Math.min(this.height, (this.height * view) / Math.max(1, laid.end)));
    this.thumb.style.height = `${this.thumbHeight}px`;
    this.el.classList.toggle('idle', laid.end <= view);
    this.el.setAttribute('aria-valuemin', listing.total ? '1' : '0');
    this.el.setAttribute('aria-valuemax', String(listing.total));
    const isMonths = /^\d{4}-\d\d$/.test(listing.sections[0]?.[1] ?? '');
    const places = listing.isWhole ? listing.sections.map(section => ({
      y: Math.round((laid.top[rowOf(laid, section[0])] / Math.max(1, laid.end)) * this.height),
      major: isMonths ? (section[1] ?? '').slice(0, 4) : sectionName(section),
    })) : [];
    this.marks.replaceChildren(...marks(places, APART).filter(({ y }) => y <= this.height - 12)
      .map(({ index, y, isMajor }) => {
        const { major } = places[index];
        const [, value, label] = listing.sections[index];
        // Of a path its end tells most; a name may hold a slash.
        const text = isMonths || value === null || label !== null ? major : major.slice(major.lastIndexOf('/') + 1);
        const mark = h('span', { class: isMajor ? 'major' : 'minor' }, isMajor ? text : '');
        mark.style.transform = `translateY(${y}px)`;
        return mark;
      }));
  }

  /** The screen begins at a height. @param {number} y */
  update(y) {
    const { laid, listing } = this;
    if (!laid || !listing || !listing.total) return;
    const room = Math.max(1, laid.end - this.view);
    this.thumbTop = (Math.min(y, room) / room) * (this.height - this.thumbHeight);
    this.thumb.style.transform = `translateY(${this.thumbTop}px)`;
    // At the very end the last picture is the current one, not the first of the last screen.
    this.index = y >= room - 1 ? listing.total - 1 : laid.first[rowAt(laid, y)];
    if (this.isDown) this.hint(this.thumbTop + this.thumbHeight / 2, this.index);
  }

  /** At rest: says where the screen is. */
  say() {
    this.el.setAttribute('aria-valuenow', String(this.index + 1));
    this.el.setAttribute('aria-valuetext', this.text(this.index));
  }

  /** @param {number} index */
  text(index) {
    const values = { n: index + 1, total: this.listing?.total ?? 0 };
    const section = this.listing?.section(index);
    return section ? t('scrubber.section', { ...values, section: sectionName(section) }) : t('scrubber.value', values);
  }

  /** @param {?number} y @param {number} [index] */
  hint(y, index = 0) {
    this.bubble.hidden = y === null;
    if (y === null) return;
    const section = this.listing?.section(index);
    this.bubble.textContent = section ? sectionName(section) : number(index + 1);
    this.bubble.style.transform = `translateY(${Math.min(Math.max(16, y), this.height - 16) - 16}px)`;
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (event.button !== 0 || this.el.classList.contains('idle')) return;
    event.preventDefault();
    this.el.setPointerCapture(event.pointerId);
    this.el.classList.add('held');
    this.isDown = true;
    const y = this.pointer(event);
    const isOnThumb = y >= this.thumbTop && y <= this.thumbTop + this.thumbHeight;
    this.grip = isOnThumb ? y - this.thumbTop : this.thumbHeight / 2;
    this.drag(y);
  }

  /** @param {PointerEvent} event */
  move(event) {
    const y = this.pointer(event);
    if (this.isDown) this.drag(y);
    else if (event.pointerType === 'mouse' && this.laid && this.listing?.total) {
      this.hint(y, this.laid.first[rowAt(this.laid, this.heightAt(y - this.thumbHeight / 2))]);
    }
  }

  up() {
    this.isDown = false;
    this.el.classList.remove('held');
    this.hint(null);
  }

  /** @param {PointerEvent} event */
  pointer(event) {
    return event.clientY - this.el.getBoundingClientRect().top;
  }

  /** The height in the gallery for an upper end of the thumb. @param {number} top */
  heightAt(top) {
    const room = Math.max(0, (this.laid?.end ?? 0) - this.view);
    const way = Math.max(1, this.height - this.thumbHeight);
    return room * Math.min(1, Math.max(0, top / way));
  }

  /** @param {number} y */
  drag(y) {
    this.tell.jump(this.heightAt(y - this.grip));
  }
}
