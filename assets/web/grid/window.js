/**
 * The arithmetic of a scroll box that shows a part of something far higher than a browser's box can be.
 *
 * Pure: no DOM. Chromium ends at 33,554,428 px (half of it at two device pixels a pixel) and Firefox near
 * 17.9 M, a million pictures need 44 M. The box is at most `WINDOW` high and shows the stretch from `base` on;
 * `base` moves only while nothing scrolls, together with `scrollTop`, so that nothing moves on the screen.
 *
 * @typedef {{base: number, top: number}} Place `base` of the window, `top` = scrollTop within it
 */

/** Height of the scroll box in pixels: half of the lowest limit of a browser. */
export const WINDOW = 8_000_000;

/** Nearer than this to an end of the window, it is moved: minutes of scrolling by wheel. */
export const EDGE = 1_000_000;

/** Pictures that one request describes. */
export const BLOCK = 200;

/** @param {number} end height of everything @param {number} view height of the screen */
export function boxHeight(end, view) {
  return Math.max(view, Math.min(Math.ceil(end), WINDOW));
}

/**
 * Where the window must be for a height to be at the top of the screen, as far as the end allows.
 * Stays where it is if the height is well inside.
 * @param {number} y @param {Place} now @param {number} end @param {number} view @returns {Place}
 */
export function jump(y, now, end, view) {
  const target = Math.min(Math.max(0, Math.round(y)), Math.max(0, Math.ceil(end) - view));
  const box = boxHeight(end, view);
  const last = Math.max(0, Math.ceil(end) - box);
  const base = Math.min(now.base, last);
  const top = target - base;
  const isInside = (top >= EDGE || base === 0) && (top <= box - view - EDGE || base === last);
  if (isInside && top >= 0 && top <= box - view) return { base, top };
  const centred = Math.min(last, Math.max(0, Math.round(target - (box - view) / 2)));
  return { base: centred, top: target - centred };
}

/**
 * The window for the same place on the screen, moved away from its ends; null if it need not move.
 * @param {Place} now @param {number} end @param {number} view @returns {?Place}
 */
export function recentre(now, end, view) {
  const next = jump(now.base + now.top, now, end, view);
  return next.base === now.base ? null : next;
}

/**
 * The blocks that hold the pictures [from, to).
 * @param {number} from @param {number} to @returns {number[]} numbers of blocks
 */
export function blocksOf(from, to) {
  const blocks = [];
  for (let block = Math.floor(from / BLOCK); block * BLOCK < to; block++) blocks.push(block);
  return blocks;
}

/**
 * Marks along the scrubber: at most one every `apart` pixels, the first and those that begin a new `major` first.
 * @param {{y: number, major: string}[]} places ascending, y in pixels of the scrubber
 * @param {number} apart @returns {{index: number, y: number, isMajor: boolean}[]}
 */
export function marks(places, apart) {
  /** @type {{index: number, y: number, isMajor: boolean}[]} */
  const kept = [];
  let major = '';
  for (let index = 0; index < places.length; index++) {
    const { y, major: name } = places[index];
    const isMajor = name !== major;
    major = name;
    const last = kept[kept.length - 1];
    if (!last || y - last.y >= apart) kept.push({ index, y, isMajor });
    else if (isMajor && !last.isMajor) {
      const before = kept[kept.length - 2];
      if (!before || y - before.y >= apart) kept[kept.length - 1] = { index, y, isMajor };
    }
  }
  return kept;
}

/**
 * The edge of the smallest thumbnail that is sharp in a cell, of those that there are.
 * @param {number} w @param {number} h of the cell @param {number} density device pixels a pixel
 * @param {number} natural the longer side of the original
 */
export function edgeFor(w, h, density, natural) {
  const wanted = Math.min(Math.max(w, h) * density, natural);
  // A tenth too few is not seen.
  return [256, 512, 1024].find(edge => edge * 1.1 >= wanted) ?? 2048;
}
