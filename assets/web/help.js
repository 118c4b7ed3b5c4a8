/**
 * The table of keys, drawn from the table that drives them, and what the marks on pictures mean.
 */

import { h, iconButton } from './dom.js';
import { caps, KEYS } from './keys.js';
import { seconds, t } from './words.js';

const PLACES = /** @type {const} */ (['page', 'grid', 'viewer', 'frames', 'any']);

const MARKS = ['several', 'unconfirmed', 'note'];

/** @param {Node|string} sign @param {string} text */
const mark = (sign, text) => h('div', {}, h('dt', {}, h('span', { class: 'badge' }, sign)), h('dd', {}, text));

/** @returns {HTMLDialogElement} */
export function helpDialog() {
  const dialog = h('dialog', { class: 'help', 'aria-labelledby': 'help-title', on: {
    click: (/** @type {MouseEvent} */ event) => event.target === dialog && dialog.close(),
  } },
  h('div', { class: 'sheet' },
    h('header', {}, h('h2', { id: 'help-title' }, t('help.title')),
      iconButton('close', t('close'), () => dialog.close())),
    h('div', { class: 'tables' }, h('section', {}, h('h3', {}, t('help.marks')),
      h('dl', {}, mark(seconds(1300), t('cell.animation', { time: seconds(1300) })),
        ...MARKS.map(name => mark(h('i', { class: name }), t(`cell.${name}`))))), ...PLACES.map(place => h('section', {},
      h('h3', {}, t(`help.${place}`)),
      h('dl', {}, ...KEYS.filter(key => key.place === place).map(key => h('div', {},
        h('dt', {}, ...key.keys.flatMap((keys, i) => [i ? h('span', { class: 'or' }, '/') : null,
          ...caps(keys).map(cap => h('kbd', {}, cap))])),
        h('dd', {}, t(`key.${key.id}`))))))))));
  return dialog;
}
