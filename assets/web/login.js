/**
 * The door: takes the key out of the printed address, or asks for it.
 */

import { Problem, send } from './api.js';
import { fill, h } from './dom.js';
import { problemText, t } from './words.js';

/** Hands in the key of `/login#KEY`, and takes it out of the address. @returns {Promise<boolean>} whether one was refused */
export async function enterByAddress() {
  if (location.pathname !== '/login') return false;
  const token = location.hash.slice(1);
  history.replaceState(null, '', `/${location.search}`);
  if (!token) return true;
  try {
    await send('POST', '/api/login', { token });
    return false;
  } catch {
    return true;
  }
}

/** Asks for the key, instead of the page. @param {HTMLElement} body */
export function askForKey(body) {
  const wrong = h('p', { class: 'query-error', role: 'alert', hidden: true });
  const key = h('input', { type: 'password', required: true, autocomplete: 'current-password', 'aria-label': t('login.key'), placeholder: t('login.key') });
  const form = h('form', { class: 'login', on: { submit: async (/** @type {Event} */ event) => {
    event.preventDefault();
    try {
      await send('POST', '/api/login', { token: key.value.trim().replace(/^.*#/, '') });
      location.replace('/');
    } catch (error) {
      wrong.hidden = false;
      wrong.textContent = error instanceof Problem && error.code !== 'login' ? problemText(error) : t('login.wrong');
      key.select();
    }
  } } },
  h('h1', {}, t('login.title')), h('p', {}, t('login.hint')),
  h('div', { class: 'line' }, key, h('button', { type: 'submit', class: 'button' }, t('login.enter'))), wrong);
  fill(body, h('main', { class: 'door' }, form));
  key.focus();
}
