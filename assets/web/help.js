/**
 * The table of keys, drawn from the table that drives them.
 */

import { h, iconButton } from './dom.js';
import { caps, KEYS } from './keys.js';
import { t } from './words.js';

const PLACES = /** @type {const} */ (['page', 'grid', 'viewer', 'frames', 'any']);

/** @returns {HTMLDialogElement} */
export function helpDialog() {
  const dialog = h('dialog', { class: 'help', 'aria-labelledby': 'help-title', on: {
    click: (/** @type {MouseEvent} */ event) => event.target === dialog && dialog.close(),
  } },
  h('div', { class: 'sheet' },
    h('header', {}, h('h2', { id: 'help-title' }, t('help.title')),
      iconButton('close', t('close'), () => dialog.close())),
    h('div', { class: 'tables' }, ...PLACES.map(place => h('section', {},
      h('h3', {}, t(`help.${place}`)),
      h('dl', {}, ...KEYS.filter(key => key.place === place).map(key => h('div', {},
        h('dt', {}, ...key.keys.flatMap((keys, i) => [i ? h('span', { class: 'or' }, '/') : null,
          ...caps(keys).map(cap => h('kbd', {}, cap))])),
        h('dd', {}, t(`key.${key.id}`))))))))));
  return dialog;
}
