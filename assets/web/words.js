/**
 * The words of the page in the person's language, and numbers, sizes and times as that language writes them.
 */

import { prefs } from './state.js';

const LANGUAGES = ['en', 'ja'];

/** The language in use: what the person chose, or the first of the browser's that there is. */
export const lang = LANGUAGES.includes(prefs().lang) ? prefs().lang
  : navigator.languages.map(name => name.slice(0, 2)).find(name => LANGUAGES.includes(name)) ?? 'en';

// Only the language in use is loaded.
const loaded = lang === 'ja' ? await import('./text/ja.js') : await import('./text/en.js');
const texts = /** @type {Record<string, string|string[]>} */ (loaded.default);

const whole = new Intl.NumberFormat(lang);
const month = new Intl.DateTimeFormat(lang, { year: 'numeric', month: 'long', timeZone: 'UTC' });
const moment = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short' });

/** @param {number} n */
export const number = n => whole.format(n);

/**
 * A text of the page. `{n}` chooses between singular and plural where there are both; numbers are written as the
 * language does.
 * @param {string} key @param {Record<string, string|number>} [values]
 */
export function t(key, values = {}) {
  const text = texts[key];
  if (text === undefined) return key;
  const form = Array.isArray(text) ? text[values.n === 1 ? 0 : 1] : text;
  return form.replace(/\{(\w+)\}/g, (all, name) => {
    const value = values[name];
    return typeof value === 'number' ? number(value) : value ?? all;
  });
}

/** Whether there is a text of this key that is not empty. @param {string} key */
export const hasText = key => Boolean(texts[key]);

/** @param {number} ms */
export const seconds = ms => t('seconds', { n: oneDigit(ms / 1000) });

/** @param {number} n */
const oneDigit = n => (n < 9.95 ? n.toFixed(1) : number(Math.round(n)));

/** As the command line writes them. @param {number} bytes */
export function bytes(bytes) {
  let value = bytes;
  for (const unit of ['B', 'KiB', 'MiB']) {
    if (value < 1024) return `${unit === 'B' ? value : oneDigit(value)} ${unit}`;
    value /= 1024;
  }
  return `${oneDigit(value)} GiB`;
}

/** @param {number} w @param {number} h */
export const dimensions = (w, h) => `${w} × ${h}`;

/** @param {string} text ISO 8601 */
export function date(text) {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : moment.format(at);
}

/**
 * A section's name: a month in words, the label of a tag, or the folder.
 * @param {[number, string|null, string|null]} section
 */
export function sectionName([, value, label]) {
  if (value === null) return t('section.none');
  if (value === '') return t('section.root');
  const [, year, part] = /^(\d{4})-(\d\d)$/.exec(value) ?? [];
  return year ? month.format(Date.UTC(Number(year), Number(part) - 1, 1)) : label ?? value;
}

/** A problem of the server in the page's words. @param {{code: string, detail: string, values: Record<string, any>}} problem */
export function problemText({ code, detail, values }) {
  const key = `error.${code}`;
  const isFull = Object.values(values ?? {}).every(value => value !== null);
  return hasText(key) && isFull ? t(key, values) : detail || t('error.failed');
}
