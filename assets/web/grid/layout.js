/**
 * Places every picture of a listing: rows of a justified or uniform grid, with headings between sections.
 *
 * Pure: no DOM, so that the tests run it by itself. All positions are exact whole pixels, known before a picture
 * is loaded; nothing is estimated and so nothing jumps.
 *
 * @typedef {Object} Asked
 * @property {ArrayLike<number>} ratios width over height in thousandths, one a picture
 * @property {number} total how many pictures
 * @property {number} width pixels there are in a row
 * @property {number} size wished height of a row
 * @property {number} gap pixels between pictures, in both directions
 * @property {'justified'|'wide'|'square'} mode
 * @property {number[]} starts first picture of each section, ascending; empty without sections
 * @property {number} heading pixels above the first row of a section
 *
 * @typedef {Object} Layout
 * @property {number} rows
 * @property {Uint32Array} first picture that begins each row; one more entry, the total
 * @property {Float64Array} top where the pictures of each row begin; one more entry, where the next row would
 * @property {Uint16Array} height of each row's pictures
 * @property {number} end height of everything
 * @property {Asked} asked
 *
 * @typedef {{x: number, w: number}} Span
 */

/** Beyond these a cell has another shape than its picture: a strip of 10:1 would be 12 pixels high. In thousandths. */
const NARROWEST = 400;
const WIDEST = 4000;

/** A last row, or a lone portrait, is not blown up above this many times the wished height. */
const TALLEST = 1.35;

/** @param {number} ratio in thousandths */
const shown = ratio => (ratio < NARROWEST ? NARROWEST : ratio > WIDEST ? WIDEST : ratio) / 1000;

/** Whether a picture is of a shape that no cell has. @param {number} w @param {number} h */
export const isCut = (w, h) => w * 1000 < h * NARROWEST || w * 1000 > h * WIDEST;

/** @param {Asked} asked @returns {Layout} */
export function layout(asked) {
  const { total, width, starts } = asked;
  const build = new Build(total, asked);
  const sections = starts.length ? starts : [0];
  for (let s = 0; s < sections.length && width > 0; s++) {
    const from = sections[s];
    const to = s + 1 < sections.length ? sections[s + 1] : total;
    if (starts.length && to > from) build.y += asked.heading;
    if (asked.mode === 'justified') justify(build, asked, from, to);
    else tile(build, asked, from, to);
  }
  return build.done();
}

/** Grows typed arrays row by row. */
class Build {
  /** @param {number} total @param {Asked} asked */
  constructor(total, asked) {
    const guess = Math.max(16, total >> 1);
    this.asked = asked;
    this.rows = 0;
    this.y = 0;
    this.first = new Uint32Array(guess + 1);
    this.top = new Float64Array(guess + 1);
    this.height = new Uint16Array(guess + 1);
  }

  /** @param {number} first @param {number} height */
  row(first, height) {
    if (this.rows + 1 >= this.first.length) this.resize(this.first.length * 2);
    this.first[this.rows] = first;
    this.top[this.rows] = this.y;
    this.height[this.rows] = height;
    this.rows += 1;
    this.y += height + this.asked.gap;
  }

  /** @param {number} length */
  resize(length) {
    const keep = Math.min(length, this.first.length);
    for (const name of /** @type {const} */ (['first', 'top', 'height'])) {
      const Kind = /** @type {any} */ (this[name].constructor);
      const grown = new Kind(length);
      grown.set(this[name].subarray(0, keep));
      this[name] = grown;
    }
  }

  /** @returns {Layout} */
  done() {
    this.resize(this.rows + 1);
    const { rows, first, top, height, asked } = this;
    first[rows] = asked.total;
    top[rows] = this.y;
    return { rows, first, top, height, end: rows ? this.y - asked.gap : 0, asked };
  }
}

/**
 * Closes a row with or without the picture that makes it full, whichever comes nearer to the wished height.
 * @param {Build} build @param {Asked} asked @param {number} from @param {number} to
 */
function justify(build, asked, from, to) {
  const { ratios, width, size, gap } = asked;
  const tallest = Math.round(size * TALLEST);
  let start = from;
  let sum = 0;
  for (let i = from; i < to; i++) {
    const ratio = shown(ratios[i]);
    const count = i - start + 1;
    const full = (width - (count - 1) * gap) / (sum + ratio);
    if (full > size) {
      sum += ratio;
      continue;
    }
    const without = count > 1 ? (width - (count - 2) * gap) / sum : Infinity;
    if (without <= tallest && without * full < size * size) {
      build.row(start, Math.round(without));
      start = i;
      sum = ratio;
      // The picture that is left over may fill a row by itself.
      if (width / ratio <= size) {
        build.row(start, Math.max(1, Math.round(width / ratio)));
        start = i + 1;
        sum = 0;
      }
    } else {
      build.row(start, Math.max(1, Math.round(full)));
      start = i + 1;
      sum = 0;
    }
  }
  if (start < to) build.row(start, size);
}

/** @param {Build} build @param {Asked} asked @param {number} from @param {number} to */
function tile(build, asked, from, to) {
  const { columns, height } = tiles(asked);
  for (let i = from; i < to; i += columns) build.row(i, height);
}

/** @param {Asked} asked */
function tiles({ mode, width, size, gap }) {
  const ratio = mode === 'wide' ? 16 / 9 : 1;
  const columns = Math.max(1, Math.round((width + gap) / (size * ratio + gap)));
  const height = Math.max(1, Math.round((width - (columns - 1) * gap) / columns / ratio));
  return { columns, height };
}

/**
 * Where the pictures of a row stand. A full justified row ends at the right edge to the pixel.
 * @param {Layout} laid @param {number} row @returns {Span[]}
 */
export function cellsOf(laid, row) {
  const { ratios, width, gap, mode } = laid.asked;
  const from = laid.first[row];
  const count = laid.first[row + 1] - from;
  const spans = [];
  if (mode !== 'justified') {
    const { columns } = tiles(laid.asked);
    const step = (width + gap) / columns;
    for (let i = 0; i < count; i++) {
      const x = Math.round(i * step);
      spans.push({ x, w: Math.max(1, Math.round((i + 1) * step) - gap - x) });
    }
    return spans;
  }
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += shown(ratios[i]);
  const space = width - (count - 1) * gap;
  const natural = sum * laid.height[row];
  // Within the rounding of its height a row is full; a last row that is not keeps its proportions.
  const scale = natural > space || space - natural <= sum ? space / sum : laid.height[row];
  let before = 0;
  for (let i = 0; i < count; i++) {
    const ratio = shown(ratios[from + i]);
    const x = Math.round(before * scale);
    before += ratio;
    spans.push({ x: x + i * gap, w: Math.max(1, Math.round(before * scale) - x) });
  }
  return spans;
}

/**
 * The row that a picture stands in.
 * @param {Layout} laid @param {number} index
 */
export function rowOf(laid, index) {
  return lastAtMost(laid.first, laid.rows, index);
}

/**
 * The row at a height; in a heading or a gap, the row above it, or the first.
 * @param {Layout} laid @param {number} y
 */
export function rowAt(laid, y) {
  return lastAtMost(laid.top, laid.rows, y);
}

/**
 * The picture in another row that stands nearest below or above the middle of this one.
 * @param {Layout} laid @param {number} index @param {number} by rows down, or up if negative
 */
export function beside(laid, index, by) {
  const row = rowOf(laid, index);
  const to = Math.min(laid.rows - 1, Math.max(0, row + by));
  if (to === row) return index;
  const here = cellsOf(laid, row)[index - laid.first[row]];
  const middle = here.x + here.w / 2;
  const there = cellsOf(laid, to);
  let best = 0;
  for (let i = 1; i < there.length; i++) {
    const far = (/** @type {Span} */ span) => Math.abs(span.x + span.w / 2 - middle);
    if (far(there[i]) < far(there[best])) best = i;
  }
  return laid.first[to] + best;
}

/**
 * The last of `count` ascending numbers that is at most `limit`; 0 if none is.
 * @param {ArrayLike<number>} numbers @param {number} count @param {number} limit
 */
export function lastAtMost(numbers, count, limit) {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numbers[middle] <= limit) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
