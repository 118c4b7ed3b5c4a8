/**
 * What the page shows, as one frozen object that is also the address, and what the person prefers.
 *
 * Everything that a reload, a bookmark or Back must bring again stands in the address; sizes, colours and the
 * language are of this browser and stand in its storage.
 *
 * @typedef {Object} State
 * @property {string} q the query, as the person wrote it
 * @property {string} sort a word of `order:`, '' for what suits the sections
 * @property {string} group sections: none, month, added, folder or series
 * @property {string} at hash of the picture at the top of the screen
 * @property {string} open hash of the picture in the viewer
 * @property {string} frame of the open animation
 *
 * @typedef {Object} Prefs
 * @property {number} size row height in pixels
 * @property {'justified'|'wide'|'square'} mode
 * @property {'auto'|'dark'|'light'} theme
 * @property {string} lang
 * @property {'hover'|'visible'|'off'} motion
 * @property {boolean} panel whether the filters stand beside the pictures
 * @property {boolean} info whether the viewer shows its panel
 */

/** @type {State} */
const EMPTY = Object.freeze({ q: '', sort: '', group: 'none', at: '', open: '', frame: '' });

/** @type {Prefs} */
const DEFAULTS = { size: 180, mode: 'justified', theme: 'auto', lang: 'auto', motion: 'hover', panel: false, info: false };

const PREFS = 'nakigao.prefs';

/** @returns {State} */
function read() {
  const asked = new URLSearchParams(location.search);
  const state = { ...EMPTY };
  for (const key of keysOf(EMPTY)) state[key] = asked.get(key) ?? EMPTY[key];
  return Object.freeze(state);
}

/** @template {object} T @param {T} object */
const keysOf = object => /** @type {(keyof T)[]} */ (Object.keys(object));

let now = read();
/** @type {Set<{keys: string[], tell: (state: State, before: State) => void}>} */
const listeners = new Set();

export const state = () => now;

/**
 * Changes the state and the address. `push` makes a step that Back takes back; without it the step is replaced.
 * @param {Partial<State>} change @param {{push?: boolean}} [how]
 */
export function go(change, { push = false } = {}) {
  const next = Object.freeze({ ...now, ...change });
  if (keysOf(EMPTY).every(key => next[key] === now[key])) return;
  const address = new URLSearchParams();
  for (const key of keysOf(EMPTY)) if (next[key] !== EMPTY[key]) address.set(key, next[key]);
  const text = address.toString();
  history[push ? 'pushState' : 'replaceState']({ pushed: push || history.state?.pushed === true }, '', text ? `/?${text}` : '/');
  become(next);
}

/** Whether Back leads to a state of this page, not out of it. */
export const cameFromHere = () => history.state?.pushed === true;

/** @param {State} next */
function become(next) {
  const before = now;
  now = next;
  for (const { keys, tell } of [...listeners]) {
    if (keys.some(key => before[/** @type {keyof State} */ (key)] !== next[/** @type {keyof State} */ (key)])) tell(next, before);
  }
}

/**
 * Calls when one of the keys has changed.
 * @param {(keyof State)[]} keys @param {(state: State, before: State) => void} tell @returns {() => void} ends it
 */
export function watch(keys, tell) {
  const listener = { keys, tell };
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

addEventListener('popstate', () => become(read()));

/** @returns {Prefs} */
function stored() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(PREFS) ?? '{}') };
  } catch {
    // Storage can be switched off, or hold what another version wrote.
    return { ...DEFAULTS };
  }
}

let preferred = stored();
/** @type {Set<(prefs: Prefs, change: Partial<Prefs>) => void>} */
const preferring = new Set();

export const prefs = () => preferred;

/** @param {Partial<Prefs>} change */
export function prefer(change) {
  preferred = { ...preferred, ...change };
  try {
    localStorage.setItem(PREFS, JSON.stringify(preferred));
  } catch {
    // It then lasts as long as the page.
  }
  for (const tell of preferring) tell(preferred, change);
}

/** @param {(prefs: Prefs, change: Partial<Prefs>) => void} tell */
export const onPrefs = tell => void preferring.add(tell);
