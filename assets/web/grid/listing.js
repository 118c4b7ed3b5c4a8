/**
 * What a query found, as the page holds it: all shapes at once, and of each picture's facts only those near the
 * screen.
 *
 * @typedef {Object} Cell
 * @property {number} index
 * @property {string} hash
 * @property {number} w
 * @property {number} h
 * @property {number} frames
 * @property {number|null} ms
 * @property {number} bytes
 * @property {string} format
 * @property {string} name
 * @property {'present'|'missing'|'offline'} state
 * @property {number} flags
 * @property {[string, string][]} tags
 *
 * @typedef {[number, string|null, string|null]} Section
 */

import { get, getBuffer, isAbort, Problem, send } from '../api.js';
import { lastAtMost } from './layout.js';
import { BLOCK } from './window.js';

/** Bits of `flags`. */
export const FLAGS = { animated: 1, several: 2, unconfirmed: 4, note: 8, damaged: 16 };

/** Blocks kept: 8,000 pictures, about 4 MB. */
const KEPT = 40;

/** @typedef {{from: number, hash: string[], [column: string]: any}} Columns */

export class Listing {
  /** @param {any} answer of `POST /api/listings` */
  constructor(answer) {
    /** @type {string} */
    this.id = answer.listing;
    /** @type {string} */
    this.query = answer.query;
    /** @type {string} */
    this.sort = answer.sort;
    /** @type {number} */
    this.total = answer.total;
    /** @type {Section[]} */
    this.sections = answer.sections;
    /** First picture of each section. */
    this.starts = this.sections.map(([first]) => first);
    /** @type {import('../query/readings.js').Reading[]} */
    this.readings = answer.readings;
    /** @type {{word: string, instead: string}[]} */
    this.nearMisses = answer.near_misses;
    /** @type {?{parts: [string, number][], offline: number, empty: boolean}} */
    this.why = answer.why;
    /** @type {Columns} */
    this.head = answer.head;
    /** Shapes of the pictures that are known: of the first, then of all. */
    this.ratios = Uint16Array.from(this.head.hash, (_, i) => ratio(this.head.w[i], this.head.h[i]));
    /** @type {Map<number, Columns>} by block, the one used last at the end */
    this.blocks = new Map();
    /** @type {Map<number, AbortController>} */
    this.loading = new Map();
    /** Called when facts have come. @type {() => void} */
    this.onload = () => {};
    /** Called when the server has let go of the listing. @type {() => void} */
    this.ongone = () => {};
  }

  /** @param {{q: string, sort: string, group: string}} asked @param {AbortSignal} signal */
  static async make({ q, sort, group }, signal) {
    return new Listing(await send('POST', '/api/listings', { query: q, sort: sort || null, group }, signal));
  }

  get isWhole() {
    return this.ratios.length === this.total;
  }

  /** Loads all shapes: two bytes a picture. @param {AbortSignal} signal */
  async measure(signal) {
    if (this.isWhole) return;
    const data = await getBuffer(`/api/listings/${this.id}/ratios`, signal);
    // Typed arrays have the machine's order of bytes, which is this one wherever browsers run.
    this.ratios = new Uint16Array(data);
  }

  /** @param {number} index @returns {?Cell} null while it is not here */
  cell(index) {
    const number = Math.floor(index / BLOCK);
    const block = this.blocks.get(number);
    const columns = block ?? (index < this.head.hash.length ? this.head : null);
    if (!columns) return null;
    const i = index - columns.from;
    const hash = columns.hash[i];
    if (!hash) return null;
    return { index, hash, w: columns.w[i], h: columns.h[i], frames: columns.frames[i], ms: columns.ms[i],
      bytes: columns.bytes[i], format: columns.format[i], name: columns.name[i], state: columns.state[i],
      flags: columns.flags[i], tags: columns.tags[i] };
  }

  /** Whether a block is here, on its way, or part of the head. @param {number} block */
  has(block) {
    return this.blocks.has(block) || this.loading.has(block)
      || Math.min(this.total, (block + 1) * BLOCK) <= this.head.hash.length;
  }

  /** Loads blocks; what is on its way and no longer wanted is called off. @param {number[]} wanted */
  want(wanted) {
    for (const [block, control] of this.loading) if (!wanted.includes(block)) control.abort();
    for (const block of wanted) {
      const columns = this.blocks.get(block);
      if (columns) {
        this.blocks.delete(block);
        this.blocks.set(block, columns);
      } else if (!this.has(block)) void this.load(block);
    }
  }

  /** @param {number} block */
  async load(block) {
    const control = new AbortController();
    this.loading.set(block, control);
    try {
      const columns = await get(`/api/listings/${this.id}/cells?from=${block * BLOCK}&n=${BLOCK}`, control.signal);
      this.blocks.set(block, columns);
      for (const old of this.blocks.keys()) {
        if (this.blocks.size <= KEPT) break;
        this.blocks.delete(old);
      }
    } catch (error) {
      if (error instanceof Problem && error.code === 'listing_gone') this.ongone();
      else if (!isAbort(error)) console.warn('cells', error);
    } finally {
      this.loading.delete(block);
    }
    this.onload();
  }

  /** One picture's facts, loaded if need be. @param {number} index @returns {Promise<?Cell>} */
  async fetchCell(index) {
    if (index < 0 || index >= this.total) return null;
    const block = Math.floor(index / BLOCK);
    if (!this.cell(index)) await this.load(block);
    return this.cell(index);
  }

  /** @param {string} hash @param {AbortSignal} [signal] @returns {Promise<number|null>} */
  async place(hash, signal) {
    for (const columns of [this.head, ...this.blocks.values()]) {
      const i = columns.hash.indexOf(hash);
      if (i >= 0) return columns.from + i;
    }
    return (await get(`/api/listings/${this.id}/place?hash=${hash}`, signal)).index;
  }

  /** The number of the section that holds a picture, -1 without sections. @param {number} index */
  sectionAt(index) {
    return this.sections.length ? lastAtMost(this.starts, this.starts.length, index) : -1;
  }

  /** The section that holds a picture. @param {number} index @returns {?Section} */
  section(index) {
    return this.sections[this.sectionAt(index)] ?? null;
  }

  /** Facts may have changed: they are asked for again when they are next wanted. */
  forget() {
    this.blocks.clear();
    this.head = { from: 0, hash: [] };
  }

  /** Calls everything off. */
  end() {
    for (const control of this.loading.values()) control.abort();
    this.onload = this.ongone = () => {};
  }
}

/** @param {number} w @param {number} h */
const ratio = (w, h) => Math.min(65535, Math.max(1, Math.round((1000 * w) / Math.max(1, h))));
