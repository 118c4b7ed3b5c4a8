/**
 * Makes elements. Texts go in as texts only: no HTML is ever read, so a file's name cannot be a script.
 */

/**
 * @param {string} tag
 * @param {Record<string, any>} [props] `class`, `on` (handlers by event), properties of the element, or attributes
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  const properties = /** @type {any} */ (element);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined) continue;
    if (name === 'class') element.className = value;
    else if (name === 'on') for (const [event, tell] of Object.entries(value)) element.addEventListener(event, tell);
    else if (name in element && !name.startsWith('aria') && name !== 'list' && name !== 'form') {
      properties[name] = value;
    } else element.setAttribute(name, String(value));
  }
  fill(element, ...children);
  return element;
}

/** Replaces what an element holds. @param {Element} element @param {...(Node|string|null|undefined|false)} children */
export function fill(element, ...children) {
  element.replaceChildren(.../** @type {(Node|string)[]} */ (children.filter(child => child || child === '')));
}

/** Lines of 24 × 24, drawn with a round pen. @type {Record<string, string>} */
const ICONS = {
  search: 'M11 4a7 7 0 1 0 0 14a7 7 0 0 0 0-14M16 16l4.5 4.5',
  close: 'M6 6l12 12M18 6L6 18',
  filters: 'M4 7h10M18 7h2M4 17h4M12 17h8M16 5v4M10 15v4',
  view: 'M4 5h7v7H4zM14 5h6v7h-6zM4 15h5v4H4zM12 15h8v4h-8z',
  saved: 'M7 4h10v16l-5-4l-5 4z',
  keys: 'M3 7h18v11H3zM7 11h0M11 11h0M15 11h0M8 14.500h8',
  previous: 'M15 5l-7 7l7 7',
  next: 'M9 5l7 7l-7 7',
  info: 'M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16M12 11v5M12 8h0',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  download: 'M12 4v11M7 10.500l5 5l5-5M5 20h14',
  play: 'M8 5.500v13l10-6.500z',
  pause: 'M9 6v12M15 6v12',
  back: 'M18 6v12l-9-6zM6 6v12',
  step: 'M6 6v12l9-6zM18 6v12',
  minus: 'M6 12h12',
  remove: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  chevron: 'M8 10l4 4l4-4',
  check: 'M5 12.500l4.500 4.500L19 7.500',
};

const SVG = 'http://www.w3.org/2000/svg';

/** @param {string} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/**
 * A button with an icon; its name is read out and shown as a hint.
 * @param {string} name of the icon @param {string} label @param {(event: MouseEvent) => void} press
 * @param {Record<string, any>} [props] @returns {HTMLButtonElement}
 */
export const iconButton = (name, label, press, props = {}) =>
  h('button', { type: 'button', title: label, 'aria-label': label, on: { click: press }, ...props,
    class: `icon-button ${props.class ?? ''}` }, icon(name));

/** Told to a screen reader at its next pause. @param {string} text */
export function announce(text) {
  const live = document.getElementById('live');
  // The same text twice is told twice only if it changes.
  if (live) live.textContent = live.textContent === text ? `${text}\u00a0` : text;
}

let toastTimer = 0;

/**
 * A word at the lower edge, for some seconds; it can hold a button.
 * @param {string} text @param {?{label: string, press: () => void}} [action]
 */
export function toast(text, action = null) {
  const host = /** @type {HTMLElement} */ (document.querySelector('dialog[open] .toasts') ?? document.getElementById('toasts'));
  const done = () => fill(host);
  const button = action && h('button', { type: 'button', class: 'text-button', on: { click: () => {
    done();
    action.press();
  } } }, action.label);
  fill(host, h('div', { class: 'toast' }, h('span', {}, text), button));
  clearTimeout(toastTimer);
  toastTimer = setTimeout(done, 6000);
}

/** Whether the person wants nothing to move by itself. */
export const isCalm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Whether the page is so narrow that panels lie over the pictures. */
export const isNarrow = () => matchMedia('(max-width: 640px)').matches;

/** Whether keys are letters of a text here. @param {EventTarget|null} target */
export const isTyping = target => target instanceof HTMLElement
  && (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
    || (target instanceof HTMLInputElement && !['range', 'checkbox', 'radio', 'button'].includes(target.type)));

/**
 * Calls at most once per `ms`, at the end.
 * @template {any[]} A @param {number} ms @param {(...args: A) => void} call @returns {(...args: A) => void}
 */
export function settled(ms, call) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...args), ms);
  };
}
