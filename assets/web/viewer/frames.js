/**
 * An animation frame by frame: step, speed, a loop from A to B, and how long each frame is really shown.
 *
 * The frames are the server's, so that their numbers are those of `dupes` and `sheet`. Until one of the controls is
 * used, the browser plays the file itself.
 */

import { frameUrl, get, getBlob, isAbort } from '../api.js';
import { fill, h, icon, iconButton, isCalm } from '../dom.js';
import { seconds, t } from '../words.js';

const SPEEDS = [0.25, 0.5, 1, 1.5, 2];
/** Pixels of frames that are kept: 64 MB at four bytes each. */
const KEPT_PIXELS = 16 << 20;
/** Frames loaded before they are shown. */
const AHEAD = 8;

export class Frames {
  /** @param {{shown: (isOurs: boolean) => void, at: (frame: number) => void}} tell */
  constructor(tell) {
    this.tell = tell;
    this.canvas = h('canvas', { class: 'frame', 'aria-hidden': 'true' });
    this.playButton = iconButton('play', t('frames.play'), () => this.press('pause'));
    this.place = h('span', { class: 'place' });
    this.delay = h('span', { class: 'delay' });
    this.range = h('input', { type: 'range', min: 0, step: 1, class: 'timeline', 'aria-label': t('frames.label'),
      on: { input: () => this.seek(Number(this.range.value)) } });
    this.loop = h('span', { class: 'loop', hidden: true });
    this.speed = h('select', { 'aria-label': t('frames.speed'), title: t('frames.speed'),
      on: { change: () => this.setSpeed(Number(this.speed.value)) } },
    ...SPEEDS.map(speed => h('option', { value: String(speed), selected: speed === 1 }, `${speed}×`)));
    this.clear = h('button', { type: 'button', class: 'text-button', hidden: true, on: { click: () => this.setLoop(null, null) } },
      t('frames.clear'));
    this.el = h('div', { class: 'frames', role: 'group', 'aria-label': t('frames.label'), hidden: true },
      iconButton('back', t('frames.back'), () => this.press('back')),
      this.playButton,
      iconButton('step', t('frames.step'), () => this.press('step')),
      h('div', { class: 'track' }, this.range, this.loop),
      h('div', { class: 'numbers' }, this.place, this.delay),
      h('button', { type: 'button', class: 'text-button ab', title: t('frames.from'), 'aria-label': t('frames.from'), on: { click: () => this.press('from') } }, 'A'),
      h('button', { type: 'button', class: 'text-button ab', title: t('frames.to'), 'aria-label': t('frames.to'), on: { click: () => this.press('to') } }, 'B'),
      this.clear, this.speed);
    this.hash = '';
    /** Edge of the frames that are asked for, and pixels of one. @type {512|1024} */
    this.edge = 512;
    this.pixels = 1;
    this.timer = 0;
    this.control = new AbortController();
    /** @type {Map<number, ImageBitmap>} */
    this.bitmaps = new Map();
    /** @type {Set<number>} */
    this.loading = new Set();
    /** @type {number[]} */
    this.delays = [];
    this.frame = 0;
    /** Whether we show the frames, or the browser the file. */
    this.isOurs = false;
    this.isPlaying = false;
    this.rate = 1;
    /** First and last frame of the loop. @type {?number} */
    this.from = null;
    /** @type {?number} */
    this.to = null;
  }

  /** Another picture, or none. */
  end() {
    this.control.abort();
    this.control = new AbortController();
    cancelAnimationFrame(this.timer);
    for (const bitmap of this.bitmaps.values()) bitmap.close();
    this.bitmaps = new Map();
    this.loading = new Set();
    this.delays = [];
    this.frame = 0;
    this.isOurs = this.isPlaying = false;
    this.rate = 1;
    this.speed.value = '1';
    this.from = this.to = null;
    this.el.hidden = true;
  }

  /** @param {import('../grid/listing.js').Cell} cell @param {number|null} at frame to stop at */
  async begin(cell, at) {
    this.end();
    const { signal } = this.control;
    this.hash = cell.hash;
    this.edge = Math.max(cell.w, cell.h) > 512 ? 1024 : 512;
    this.pixels = Math.max(1, Math.min(1, this.edge / Math.max(cell.w, cell.h)) ** 2 * cell.w * cell.h);
    try {
      const { delays_ms: delays } = await get(`/api/media/${cell.hash}/frames`, signal);
      if (signal.aborted || delays.length < 2) return;
      this.delays = delays;
    } catch (error) {
      if (!isAbort(error)) console.warn('frames', error);
      return;
    }
    this.el.hidden = false;
    this.range.max = String(this.delays.length - 1);
    if (at !== null || isCalm()) this.seek(Math.min(at ?? 0, this.delays.length - 1));
    else this.write();
  }

  /** Takes the picture over from the browser. */
  take() {
    if (this.isOurs) return;
    this.isOurs = true;
    this.tell.shown(true);
  }

  /** @param {string} id of a key @returns {boolean} whether it meant something */
  press(id) {
    if (!this.delays.length) return false;
    const n = this.delays.length;
    if (id === 'pause') {
      // What the browser plays cannot be asked for its frame: the first press stops it at its beginning.
      if (this.isOurs && !this.isPlaying) this.run();
      else this.seek(this.frame);
    } else if (id === 'back') this.seek((this.frame + n - 1) % n);
    else if (id === 'step') this.seek((this.frame + 1) % n);
    else if (id === 'slower' || id === 'faster') {
      const at = SPEEDS.indexOf(this.rate) + (id === 'faster' ? 1 : -1);
      this.setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at))]);
    } else if (id === 'from') this.setLoop(this.frame, this.to !== null && this.to > this.frame ? this.to : null);
    else if (id === 'to') this.setLoop(this.from !== null && this.from < this.frame ? this.from : null, this.frame);
    else return false;
    return true;
  }

  /** @param {number} rate */
  setSpeed(rate) {
    this.rate = rate;
    this.speed.value = String(rate);
    if (!this.isPlaying) this.run();
  }

  /** @param {?number} from @param {?number} to */
  setLoop(from, to) {
    this.from = from;
    this.to = to;
    this.take();
    this.write();
  }

  /** Stops at a frame. @param {number} frame */
  seek(frame) {
    this.take();
    this.isPlaying = false;
    cancelAnimationFrame(this.timer);
    this.frame = frame;
    this.tell.at(frame);
    void this.draw();
    this.write();
  }

  /** Plays by the true delays. */
  run() {
    this.take();
    this.isPlaying = true;
    let due = performance.now() + this.delays[this.frame] / this.rate;
    const tick = (/** @type {number} */ now) => {
      if (!this.isPlaying) return;
      this.timer = requestAnimationFrame(tick);
      this.prefetch();
      if (now < due || !this.bitmaps.has(this.after(this.frame))) return;
      this.frame = this.after(this.frame);
      // Late by more than a frame, as after a stop: time begins anew.
      due = Math.max(due, now - 100) + this.delays[this.frame] / this.rate;
      void this.draw();
      this.write();
    };
    this.timer = requestAnimationFrame(tick);
    this.write();
  }

  /** @param {number} frame */
  after(frame) {
    const first = this.from ?? 0;
    const last = this.to ?? this.delays.length - 1;
    return frame >= last || frame < first ? first : frame + 1;
  }

  prefetch() {
    let next = this.frame;
    for (let i = 0; i < AHEAD; i++) {
      next = this.after(next);
      void this.load(next);
    }
  }

  /** @param {number} frame */
  async load(frame) {
    if (this.bitmaps.has(frame) || this.loading.has(frame)) return;
    const { signal } = this.control;
    const { bitmaps, loading } = this;
    loading.add(frame);
    try {
      bitmaps.set(frame, await createImageBitmap(await getBlob(frameUrl(this.hash, frame, this.edge), signal)));
      const most = Math.max(AHEAD + 2, Math.floor(KEPT_PIXELS / this.pixels));
      for (const [old, bitmap] of bitmaps) {
        if (bitmaps.size <= most) break;
        bitmaps.delete(old);
        bitmap.close();
      }
    } catch (error) {
      if (!isAbort(error)) console.warn('frame', error);
    } finally {
      loading.delete(frame);
    }
  }

  async draw() {
    const { frame, hash } = this;
    await this.load(frame);
    const bitmap = this.bitmaps.get(frame);
    if (!bitmap || this.frame !== frame || this.hash !== hash) return;
    const { canvas } = this;
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
    }
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0);
    if (!this.isPlaying) for (const near of [frame + 1, frame - 1]) if (near >= 0 && near < this.delays.length) void this.load(near);
  }

  /** Brings the controls up to date. */
  write() {
    const { delays, frame, from, to } = this;
    const n = delays.length;
    this.range.value = String(frame);
    const label = t(this.isOurs && !this.isPlaying ? 'frames.play' : 'frames.pause');
    this.playButton.title = label;
    this.playButton.setAttribute('aria-label', label);
    fill(this.playButton, icon(this.isOurs && !this.isPlaying ? 'play' : 'pause'));
    this.place.textContent = this.isOurs ? t('frames.place', { n: frame + 1, total: n }) : t('info.framecount', { n });
    this.delay.textContent = this.isOurs ? t('frames.delay', { ms: delays[frame] }) : seconds(sum(delays, n));
    this.range.setAttribute('aria-valuetext', t('frames.valuetext', { n: frame + 1, total: n, time: seconds(sum(delays, frame)) }));
    const hasLoop = from !== null || to !== null;
    this.clear.hidden = this.loop.hidden = !hasLoop;
    if (hasLoop) {
      const last = Math.max(1, n - 1);
      this.loop.style.left = `${((from ?? 0) / last) * 100}%`;
      this.loop.style.width = `${(((to ?? n - 1) - (from ?? 0)) / last) * 100}%`;
    }
  }
}

/** @param {number[]} numbers @param {number} count of them */
function sum(numbers, count) {
  let all = 0;
  for (let i = 0; i < count; i++) all += numbers[i];
  return all;
}
