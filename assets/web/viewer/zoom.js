/**
 * Zoom and pan of one picture: wheel and pinch at the pointer, drag, keys. A picture is never larger than its own
 * pixels unless that is asked for.
 *
 * @typedef {{scale: number, x: number, y: number}} View `scale` = CSS pixels a pixel of the picture; x, y = its middle,
 *   from the middle of the stage
 */

/** Largest zoom: eight CSS pixels a pixel, or four times what fits, whichever is more. */
const MOST = 8;
const MOST_OF_FIT = 4;
/** A step by key; the wheel's notch of 100 px is nearly the same. */
export const STEP = 1.25;

export class Zoom {
  /** @param {HTMLElement} stage @param {{changed: (zoom: Zoom) => void, swipe: (by: number) => void}} tell */
  constructor(stage, tell) {
    this.stage = stage;
    this.tell = tell;
    /** The picture's own size. */
    this.w = 1;
    this.h = 1;
    /** @type {View} */
    this.view = { scale: 1, x: 0, y: 0 };
    /** Whether the view follows the size of the stage. @type {'fit'|'fill'|''} */
    this.mode = 'fit';
    /** @type {Map<number, {x: number, y: number}>} */
    this.fingers = new Map();
    this.moved = 0;
    this.attach();
  }

  attach() {
    const { stage } = this;
    stage.addEventListener('wheel', event => {
      event.preventDefault();
      const unit = event.deltaMode === 1 ? 33 : 1;
      // Ctrl means that two fingers pinch a touchpad, whose steps are small.
      const speed = event.ctrlKey ? 0.01 : 0.0022;
      this.by(Math.exp(-event.deltaY * unit * speed), event.clientX, event.clientY);
    }, { passive: false });
    stage.addEventListener('dblclick', event => {
      if (this.isZoomed) this.fit();
      else this.to(Math.max(1, this.fitScale() * 2), event.clientX, event.clientY);
    });
    stage.addEventListener('pointerdown', event => {
      if (event.button !== 0) return;
      stage.setPointerCapture(event.pointerId);
      this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      this.moved = 0;
    });
    stage.addEventListener('pointermove', event => this.drag(event));
    const end = (/** @type {PointerEvent} */ event) => {
      if (!this.fingers.delete(event.pointerId)) return;
      stage.classList.remove('held');
      if (event.pointerType === 'touch' && !this.isZoomed && Math.abs(this.moved) > 60 && event.type === 'pointerup') {
        this.tell.swipe(this.moved < 0 ? 1 : -1);
      }
    };
    stage.addEventListener('pointerup', end);
    stage.addEventListener('pointercancel', end);
    new ResizeObserver(() => this.again()).observe(stage);
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const others = [...this.fingers].filter(([id]) => id !== event.pointerId).map(([, finger]) => finger);
    const now = { x: event.clientX, y: event.clientY };
    this.fingers.set(event.pointerId, now);
    if (others.length === 1) {
      const [other] = others;
      const apart = (/** @type {{x: number, y: number}} */ one) => Math.hypot(one.x - other.x, one.y - other.y);
      this.by(apart(now) / Math.max(1, apart(before)), (now.x + other.x) / 2, (now.y + other.y) / 2);
    } else if (this.isZoomed) {
      this.stage.classList.add('held');
      this.pan(now.x - before.x, now.y - before.y);
    } else this.moved += now.x - before.x;
  }

  /** A new picture, which fits. @param {number} w @param {number} h */
  set(w, h) {
    this.w = Math.max(1, w);
    this.h = Math.max(1, h);
    this.fit();
  }

  get room() {
    return { w: Math.max(1, this.stage.clientWidth), h: Math.max(1, this.stage.clientHeight) };
  }

  fitScale() {
    return Math.min(1, this.room.w / this.w, this.room.h / this.h);
  }

  /** Whether more is shown than fits, so that there is something to pan. */
  get isZoomed() {
    const { w, h } = this.room;
    return this.w * this.view.scale > w + 1 || this.h * this.view.scale > h + 1;
  }

  fit() {
    this.mode = 'fit';
    this.view = { scale: this.fitScale(), x: 0, y: 0 };
    this.tell.changed(this);
  }

  fill() {
    const { w, h } = this.room;
    this.view = { scale: Math.max(w / this.w, h / this.h), x: 0, y: 0 };
    this.mode = 'fill';
    this.tell.changed(this);
  }

  /** The stage has another size. */
  again() {
    if (this.mode === 'fit') this.fit();
    else if (this.mode === 'fill') this.fill();
    else this.pan(0, 0);
  }

  /** Zooms by a factor at a place of the screen; at the middle without one. @param {number} factor @param {number} [atX] @param {number} [atY] */
  by(factor, atX, atY) {
    this.to(this.view.scale * factor, atX, atY);
  }

  /** @param {number} scale @param {number} [atX] @param {number} [atY] */
  to(scale, atX, atY) {
    const fit = this.fitScale();
    const next = Math.min(Math.max(MOST, fit * MOST_OF_FIT), Math.max(Math.min(fit, 1), scale));
    const box = this.stage.getBoundingClientRect();
    const x = (atX ?? box.left + box.width / 2) - (box.left + box.width / 2);
    const y = (atY ?? box.top + box.height / 2) - (box.top + box.height / 2);
    const grown = next / this.view.scale;
    this.mode = next <= fit * 1.001 ? 'fit' : '';
    this.view = { scale: next, x: x - (x - this.view.x) * grown, y: y - (y - this.view.y) * grown };
    this.pan(0, 0);
  }

  /** Moves the picture, not beyond its edges. @param {number} dx @param {number} dy */
  pan(dx, dy) {
    const { scale, x, y } = this.view;
    const spareX = Math.max(0, (this.w * scale - this.room.w) / 2);
    const spareY = Math.max(0, (this.h * scale - this.room.h) / 2);
    this.view = { scale, x: Math.min(spareX, Math.max(-spareX, x + dx)), y: Math.min(spareY, Math.max(-spareY, y + dy)) };
    this.tell.changed(this);
  }

  /** An arrow: pans if there is something to pan in its direction. @param {number} dx @param {number} dy @returns {boolean} */
  arrow(dx, dy) {
    if (!this.isZoomed || this.mode === 'fit') return false;
    this.pan(-dx * this.room.w * 0.2, -dy * this.room.h * 0.2);
    return true;
  }
}
