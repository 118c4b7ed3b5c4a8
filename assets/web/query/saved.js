/**
 * Saved searches: kept in the catalogue under names, for every browser.
 */

import { get, isReadOnly, Problem, send } from '../api.js';
import { fill, h, icon, iconButton, toast } from '../dom.js';
import { isComposing } from '../keys.js';
import { state } from '../state.js';
import { problemText, t } from '../words.js';

export class Saved {
  /** @param {{search: (query: string) => void}} tell */
  constructor(tell) {
    this.tell = tell;
    this.name = h('input', { type: 'text', maxLength: 100, required: true, 'aria-label': t('saved.name'), placeholder: t('saved.name'),
      autocomplete: 'off', on: { keydown: (/** @type {KeyboardEvent} */ event) => isComposing(event) && event.stopPropagation() } });
    this.list = h('ul', { class: 'saved-list' });
    this.form = h('form', { class: 'save', on: { submit: (/** @type {Event} */ event) => {
      event.preventDefault();
      void this.save(this.name.value.trim(), state().q);
    } } }, h('code', { class: 'this' }), h('div', { class: 'line' }, this.name,
      h('button', { type: 'submit', class: 'button' }, t('saved.save'))));
    this.el = h('div', { class: 'menu saved', id: 'saved', popover: 'auto', role: 'dialog', 'aria-label': t('saved.title') },
      h('h2', {}, t('saved.title')), this.list, this.form);
    this.el.addEventListener('toggle', (/** @type {any} */ event) => event.newState === 'open' && void this.load());
  }

  async load() {
    const { q } = state();
    this.form.hidden = !q || isReadOnly;
    fill(/** @type {Element} */ (this.form.firstElementChild), q);
    try {
      const { saved } = await get('/api/saved');
      fill(this.list, ...(saved.length ? saved.map((/** @type {any} */ one) => this.item(one))
        : [h('li', { class: 'quiet' }, t('saved.none'))]));
    } catch (error) {
      this.failed(error);
    }
  }

  /** @param {{name: string, query: string}} one */
  item({ name, query }) {
    return h('li', {},
      h('button', { type: 'button', class: 'open', on: { click: () => {
        this.el.hidePopover();
        this.tell.search(query);
      } } }, icon('saved'), h('span', { class: 'text' }, h('span', { class: 'name' }, name), h('code', {}, query))),
      isReadOnly ? null : iconButton('remove', t('saved.delete', { name }), () => void this.remove(name, query), { class: 'small' }));
  }

  /** @param {string} name @param {string} query */
  async save(name, query) {
    if (!name || !query) return;
    try {
      const { replaced } = await send('PUT', '/api/saved', { name, query });
      this.name.value = '';
      toast(t(replaced ? 'saved.replaced' : 'saved.done', { name }));
      await this.load();
    } catch (error) {
      this.failed(error);
    }
  }

  /** @param {string} name @param {string} query */
  async remove(name, query) {
    try {
      await send('DELETE', '/api/saved', { name });
      toast(t('saved.deleted', { name }), { label: t('saved.undo'), press: () => void this.save(name, query) });
      await this.load();
    } catch (error) {
      this.failed(error);
    }
  }

  /** @param {unknown} error */
  failed(error) {
    toast(error instanceof Problem ? problemText(error) : t('error.failed'));
  }
}
