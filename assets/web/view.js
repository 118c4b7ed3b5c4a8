/**
 * The menu of how pictures are shown: order, sections, size, layout, motion, colours, language.
 */

import { h } from './dom.js';
import { SIZES } from './grid/grid.js';
import { go, onPrefs, prefer, prefs, state, watch } from './state.js';
import { t } from './words.js';

const SORTS = ['path', 'date', 'date_asc', 'created_at', 'added', 'mpixels', 'filesize', 'duration', 'tagcount', 'random'];
/** The order of pictures in sections, unless another one is asked for. @type {Record<string, string>} */
const USUAL = { month: 'date', added: 'created_at' };
const usual = () => USUAL[state().group] ?? 'path';
const SECTIONS = ['none', 'month', 'added', 'folder', 'series'];

/** Dark or light by the system, or as the person chose. */
export function applyTheme() {
  const { theme } = prefs();
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** @returns {HTMLElement} */
export function viewMenu() {
  const sort = select('view.sort', SORTS.map(word => [word, t(`sort.${word}`)]), value => {
    go({ sort: value === usual() ? '' : value, at: '' }, { push: true });
  });
  const group = select('view.group', SECTIONS.map(word => [word, t(`group.${word}`)]), value => {
    go({ group: value, at: '' }, { push: true });
  });
  const size = h('input', { type: 'range', min: 0, max: SIZES.length - 1, step: 1, id: 'view-size',
    on: { input: () => prefer({ size: SIZES[Number(size.value)] }) } });
  const mode = choice('view.layout', 'mode', ['justified', 'wide', 'square'].map(word => [word, t(`view.${word}`)]));
  const motion = choice('view.motion', 'motion', ['hover', 'visible', 'off'].map(word => [word, t(`motion.${word}`)]));
  const theme = choice('view.theme', 'theme', ['auto', 'dark', 'light'].map(word => [word, t(`theme.${word}`)]));
  const language = select('view.language', ['auto', 'en', 'ja'].map(word => [word, t(`lang.${word}`)]), value => {
    prefer({ lang: value });
    // Every word of the page is another one: it is built again, at the same address.
    location.reload();
  });
  const write = () => {
    const word = state().sort.startsWith('random') ? 'random' : state().sort;
    sort.select.value = SORTS.includes(word) ? word : usual();
    group.select.value = state().group;
    size.value = String(Math.max(0, SIZES.indexOf(prefs().size)));
    size.setAttribute('aria-valuetext', `${prefs().size} px`);
    language.select.value = prefs().lang;
    mode.write();
    motion.write();
    theme.write();
  };
  watch(['sort', 'group'], write);
  onPrefs((_, change) => {
    if ('theme' in change) applyTheme();
    write();
  });
  write();
  return h('div', { class: 'menu view', id: 'view', popover: 'auto', role: 'dialog', 'aria-label': t('view.title') },
    h('h2', {}, t('view.title')),
    h('div', { class: 'rows' }, sort.el, group.el,
      h('label', { class: 'line', htmlFor: 'view-size' }, h('span', {}, t('view.size')), size),
      mode.el, motion.el, theme.el, language.el));
}

/** @param {string} key of its name @param {string[][]} options @param {(value: string) => void} tell */
function select(key, options, tell) {
  const field = h('select', { on: { change: () => tell(field.value) } },
    ...options.map(([value, text]) => h('option', { value }, text)));
  return { el: h('label', { class: 'line' }, h('span', {}, t(key)), field), select: field };
}

/** @param {string} key of its name @param {keyof import('./state.js').Prefs} name @param {string[][]} options */
function choice(key, name, options) {
  const radios = options.map(([value, text]) => {
    const radio = h('input', { type: 'radio', name: `view-${name}`, value, on: { change: () => prefer({ [name]: value }) } });
    return { radio, el: h('label', { class: 'choice' }, radio, h('span', {}, text)) };
  });
  return {
    el: h('fieldset', { class: 'line' }, h('legend', {}, t(key)), h('div', { class: 'choices' }, ...radios.map(({ el }) => el))),
    write: () => {
      for (const { radio } of radios) radio.checked = radio.value === prefs()[name];
    },
  };
}
