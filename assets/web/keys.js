/**
 * Every key of the page, in one table: it draws the help and decides what a press means.
 *
 * Pure: no DOM. A press is anything with the fields of a KeyboardEvent. Plain letters count without Ctrl, Alt and
 * Meta, so that the browser keeps its own keys; Ctrl + and − stay the browser's zoom.
 *
 * @typedef {'any'|'page'|'grid'|'viewer'|'frames'} Place
 * @typedef {{id: string, place: Place, keys: string[]}} Key `id` is also the text `key.ID`
 * @typedef {{key: string, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean, isComposing?: boolean,
 *   keyCode?: number}} Press
 */

/** @type {Key[]} */
export const KEYS = [
  { id: 'query', place: 'page', keys: ['/'] },
  { id: 'filters', place: 'page', keys: ['f'] },
  { id: 'view', place: 'page', keys: ['v'] },
  { id: 'saved', place: 'page', keys: ['s'] },
  { id: 'smaller', place: 'page', keys: ['[', '-'] },
  { id: 'larger', place: 'page', keys: [']', '+', '='] },
  { id: 'gallery', place: 'page', keys: ['g g'] },
  { id: 'left', place: 'grid', keys: ['ArrowLeft', 'h'] },
  { id: 'right', place: 'grid', keys: ['ArrowRight', 'l'] },
  { id: 'up', place: 'grid', keys: ['ArrowUp', 'k'] },
  { id: 'down', place: 'grid', keys: ['ArrowDown', 'j'] },
  { id: 'pageup', place: 'grid', keys: ['PageUp'] },
  { id: 'pagedown', place: 'grid', keys: ['PageDown'] },
  { id: 'first', place: 'grid', keys: ['Home'] },
  { id: 'last', place: 'grid', keys: ['End'] },
  { id: 'open', place: 'grid', keys: ['Enter'] },
  { id: 'play', place: 'grid', keys: ['p'] },
  { id: 'previous', place: 'viewer', keys: ['ArrowLeft', 'h', 'PageUp'] },
  { id: 'next', place: 'viewer', keys: ['ArrowRight', 'l', 'PageDown'] },
  { id: 'panup', place: 'viewer', keys: ['ArrowUp', 'k'] },
  { id: 'pandown', place: 'viewer', keys: ['ArrowDown', 'j'] },
  { id: 'begin', place: 'viewer', keys: ['Home'] },
  { id: 'end', place: 'viewer', keys: ['End'] },
  { id: 'info', place: 'viewer', keys: ['i'] },
  { id: 'fit', place: 'viewer', keys: ['0'] },
  { id: 'full', place: 'viewer', keys: ['1'] },
  { id: 'fill', place: 'viewer', keys: ['f'] },
  { id: 'zoomin', place: 'viewer', keys: ['+', '='] },
  { id: 'zoomout', place: 'viewer', keys: ['-'] },
  { id: 'download', place: 'viewer', keys: ['d'] },
  { id: 'close', place: 'viewer', keys: ['Escape', 'q'] },
  { id: 'pause', place: 'frames', keys: [' '] },
  { id: 'back', place: 'frames', keys: [','] },
  { id: 'step', place: 'frames', keys: ['.'] },
  { id: 'slower', place: 'frames', keys: ['<'] },
  { id: 'faster', place: 'frames', keys: ['>'] },
  { id: 'from', place: 'frames', keys: ['a'] },
  { id: 'to', place: 'frames', keys: ['b'] },
  { id: 'help', place: 'any', keys: ['?'] },
];

/** What can be pressed together: no key stands twice in one of these. @type {Record<string, Place[]>} */
export const SCREENS = { grid: ['any', 'page', 'grid'], viewer: ['any', 'viewer', 'frames'] };

/**
 * Whether the press belongs to an input method: Enter there chooses a word and is no Enter. Safari ends the
 * composition before its Enter arrives, with this key code.
 * @param {Press} press
 */
export const isComposing = press => press.isComposing === true || press.keyCode === 229;

/**
 * What a press means on a screen, after the keys that came before it.
 * @param {Press} press @param {string} screen @param {string} before `''`, or the `pending` of the last press
 * @returns {{id: string, pending: string}} `id` is '' if it means nothing (yet)
 */
export function meaning(press, screen, before) {
  if (isComposing(press) || press.ctrlKey || press.altKey || press.metaKey) return { id: '', pending: '' };
  const places = SCREENS[screen] ?? [];
  const typed = before ? `${before} ${press.key}` : press.key;
  const here = KEYS.filter(key => places.includes(key.place));
  const found = here.find(key => key.keys.includes(typed));
  if (found) return { id: found.id, pending: '' };
  if (here.some(key => key.keys.some(keys => keys.startsWith(`${typed} `)))) return { id: '', pending: typed };
  return before ? meaning(press, screen, '') : { id: '', pending: '' };
}

/** Names of keys for the help; others are shown as they are. @type {Record<string, string>} */
const SHOWN = {
  ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', PageUp: 'Page ↑', PageDown: 'Page ↓',
  Escape: 'Esc', ' ': 'Space', '-': '−',
};

/** @param {string} keys of the table @returns {string[]} the caps to draw, one a stroke */
export const caps = keys => (keys === ' ' ? [SHOWN[' ']] : keys.split(' ').map(key => SHOWN[key] ?? key));
