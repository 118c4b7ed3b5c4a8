/**
 * The list under the search box: what can be written at the cursor, and what was searched for before.
 *
 * @typedef {Object} Option
 * @property {string} text
 * @property {string|null} label
 * @property {string} kind
 * @property {string|null} namespace
 * @property {number|null} count
 * @property {string|null} matched
 * @property {string|null} [help]
 * @property {boolean} open
 */

import { get, isAbort } from '../api.js';
import { announce, fill, h, settled } from '../dom.js';
import { number, t } from '../words.js';
import { searched } from './history.js';
import { namespaceOf } from './tokens.js';

/** Rest after which the server is asked, in milliseconds: less than a finger needs for the next letter. */
const ASK_AFTER = 60;
/** Searches of before that are offered in an empty box. */
const BEFORE = 8;

export class Complete {
  /** @param {HTMLInputElement} input @param {{chosen: () => void}} tell */
  constructor(input, tell) {
    this.input = input;
    this.tell = tell;
    this.list = h('ul', { role: 'listbox', id: 'options', 'aria-label': t('query.options') });
    this.el = h('div', { class: 'options', hidden: true, on: {
      // The field keeps the focus, or the list would close before the click.
      pointerdown: (/** @type {Event} */ event) => event.preventDefault(),
      click: (/** @type {Event} */ event) => {
        const at = [...this.list.children].indexOf(/** @type {any} */ (event.target)?.closest('[role=option]'));
        if (at >= 0) this.choose(at);
      },
    } }, this.list);
    /** @type {Option[]} */
    this.options = [];
    this.from = 0;
    this.to = 0;
    this.active = -1;
    this.isDone = false;
    this.control = new AbortController();
    this.ask = settled(ASK_AFTER, () => void this.load());
  }

  async load() {
    const { input } = this;
    if (document.activeElement !== input) return;
    const text = input.value;
    if (this.isDone) {
      this.isDone = false;
      return;
    }
    this.control.abort();
    this.control = new AbortController();
    if (!text.trim()) {
      this.show(searched().slice(0, BEFORE).map(query => ({ text: query, label: null, kind: 'before', namespace: null, count: null,
        matched: null, open: false })), 0, text.length);
      return;
    }
    const at = input.selectionStart ?? text.length;
    try {
      const { from, to, options } = await get(`/api/complete?text=${encodeURIComponent(text)}&at=${at}`, this.control.signal);
      if (text === input.value) this.show(at === 0 || /\s/.test(text[at - 1]) ? [] : options, from, to);
    } catch (error) {
      if (!isAbort(error)) console.warn('complete', error);
    }
  }

  /** @param {Option[]} options @param {number} from @param {number} to */
  show(options, from, to) {
    this.options = options;
    this.from = from;
    this.to = to;
    this.active = -1;
    const typed = this.input.value.slice(from, to).toLowerCase();
    if (!options.length || (options.length === 1 && options[0].text.toLowerCase() === typed)) {
      this.close();
      return;
    }
    fill(this.list, ...options.map((option, i) => this.item(option, i)));
    this.list.setAttribute('aria-label', t(options[0].kind === 'before' ? 'query.history' : 'query.options'));
    this.el.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.input.removeAttribute('aria-activedescendant');
    announce(t('query.suggestions', { n: options.length }));
  }

  /** @param {Option} option @param {number} i */
  item(option, i) {
    const { text, label, kind, matched, count, help } = option;
    const namespace = kind === 'namespace' ? text.slice(0, -1) : option.namespace;
    const ns = kind === 'tag' || kind === 'namespace' ? namespaceOf(namespace ?? '') || (namespace ? 'other' : 'bare') : kind;
    return h('li', { role: 'option', id: `option-${i}`, 'aria-selected': 'false' },
      h('span', { class: `what ns-${ns}` }, text),
      label && label !== text ? h('span', { class: 'label' }, label) : null,
      matched ? h('span', { class: 'matched' }, t('query.matched', { name: matched })) : null,
      help && kind !== 'value' ? h('span', { class: 'matched' }, help) : null,
      count === null ? null : h('span', { class: 'count' }, number(count)));
  }

  close() {
    this.control.abort();
    this.el.hidden = true;
    this.active = -1;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether it was for the list */
  key(event) {
    if (this.el.hidden || event.ctrlKey || event.altKey || event.metaKey) return false;
    const n = this.options.length;
    if (event.key === 'ArrowDown') this.mark((this.active + 2) % (n + 1) - 1);
    else if (event.key === 'ArrowUp') this.mark((this.active + n + 1) % (n + 1) - 1);
    else if (event.key === 'Tab' && !event.shiftKey && this.options[0].kind !== 'before') this.choose(Math.max(0, this.active));
    else if (event.key === 'Enter' && this.active >= 0) this.choose(this.active);
    else if (event.key === 'Escape') this.close();
    else return false;
    return true;
  }

  /** @param {number} at -1 for none: back in the text */
  mark(at) {
    this.list.children[this.active]?.setAttribute('aria-selected', 'false');
    this.active = at;
    const item = this.list.children[at];
    if (!item) {
      this.input.removeAttribute('aria-activedescendant');
      return;
    }
    item.setAttribute('aria-selected', 'true');
    item.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', item.id);
  }

  /** @param {number} at */
  choose(at) {
    const { input, from, to } = this;
    const option = this.options[at];
    const rest = input.value.slice(to);
    const space = option.open || option.kind === 'before' || /^[\s)]/.test(rest) ? '' : ' ';
    input.value = input.value.slice(0, from) + option.text + space + rest;
    const end = from + option.text.length + (space || /^\s/.test(rest) ? 1 : 0);
    input.setSelectionRange(end, end);
    this.close();
    // What was chosen needs no list; a namespace or metatag needs the next one.
    this.isDone = !option.open;
    this.tell.chosen();
    input.focus();
  }
}
