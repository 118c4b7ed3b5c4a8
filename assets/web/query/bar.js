/**
 * The search box: its words coloured, errors under the word, completion at the cursor.
 *
 * The coloured text lies under a field whose own text is transparent, so that the browser edits, selects and composes
 * as everywhere.
 */

import { get, isAbort } from '../api.js';
import { fill, h, icon, iconButton, settled } from '../dom.js';
import { isComposing } from '../keys.js';
import { go, state, watch } from '../state.js';
import { hasText, t } from '../words.js';
import { Complete } from './complete.js';
import { remember } from './history.js';
import { namespaceOf, tokens } from './tokens.js';

/** Rest after which a query is checked while it is typed, in milliseconds. */
const CHECK_AFTER = 350;

export class Bar {
  constructor() {
    this.under = h('div', { class: 'under', 'aria-hidden': 'true' });
    this.input = h('input', { type: 'search', class: 'query', role: 'combobox', 'aria-label': t('query.label'),
      'aria-expanded': 'false', 'aria-controls': 'options', 'aria-autocomplete': 'list', 'aria-describedby': 'query-error',
      autocomplete: 'off', autocapitalize: 'off', spellcheck: false, enterKeyHint: 'search', maxLength: 16384,
      placeholder: t('query.placeholder') });
    this.error = h('div', { class: 'query-error', id: 'query-error', role: 'alert', hidden: true });
    this.clear = iconButton('close', t('query.clear'), () => {
      this.set('');
      this.input.focus();
    }, { class: 'clear', hidden: true });
    this.complete = new Complete(this.input, { chosen: () => this.edited() });
    this.el = h('form', { class: 'search', role: 'search', on: {
      submit: (/** @type {Event} */ event) => {
        event.preventDefault();
        this.submit();
      },
    } }, icon('search'), h('div', { class: 'field' }, this.under, this.input), this.clear, this.complete.el, this.error);
    /** @type {?{from: number, to: number}} */
    this.fault = null;
    this.control = new AbortController();
    this.check = settled(CHECK_AFTER, () => void this.ask());
    this.attach();
    this.input.value = state().q;
    this.paint();
  }

  attach() {
    const { input } = this;
    input.addEventListener('input', () => this.edited());
    input.addEventListener('scroll', () => this.align());
    // What is being composed is marked by the browser, in the field itself.
    input.addEventListener('compositionstart', () => this.el.classList.add('composing'));
    input.addEventListener('compositionend', () => this.el.classList.remove('composing'));
    input.addEventListener('focus', () => this.complete.ask());
    input.addEventListener('blur', () => this.complete.close());
    input.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => this.key(event));
    input.addEventListener('keyup', (/** @type {KeyboardEvent} */ event) => {
      if (['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) this.complete.ask();
    });
    watch(['q'], ({ q }) => {
      if (q !== input.value.trim()) {
        input.value = q;
        this.wrong(null);
        this.paint();
      }
    });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    // Enter that ends a composition chooses kanji; the list is not walked by its arrows either.
    if (isComposing(event)) {
      event.stopPropagation();
      return;
    }
    if (this.complete.key(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      this.submit();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      this.leave();
    }
  }

  edited() {
    this.wrong(null);
    this.paint();
    this.complete.ask();
    this.check();
  }

  submit() {
    const q = this.input.value.trim();
    this.complete.close();
    this.control.abort();
    remember(q);
    if (q === state().q) dispatchEvent(new Event('nakigao:again'));
    else go({ q, at: '' }, { push: true });
  }

  /** Writes a query and searches for it. @param {string} q */
  set(q) {
    this.input.value = q;
    this.wrong(null);
    this.paint();
    this.submit();
  }

  leave() {
    this.input.blur();
    dispatchEvent(new Event('nakigao:pictures'));
  }

  focus() {
    this.input.focus();
    this.input.select();
  }

  async ask() {
    const query = this.input.value;
    this.control.abort();
    this.control = new AbortController();
    if (!query.trim()) return;
    try {
      const answer = await get(`/api/check?query=${encodeURIComponent(query)}`, this.control.signal);
      // A word that is still being typed is not yet wrong.
      const isTyping = document.activeElement === this.input && answer.to >= query.trimEnd().length;
      if (answer.message && query === this.input.value && !isTyping) this.wrong(answer);
    } catch (error) {
      if (!isAbort(error)) console.warn('check', error);
    }
  }

  /**
   * Shows what is wrong, under the word that is.
   * @param {?{kind?: string, message: string, hint?: string|null, replacement?: string|null, from: number, to: number}} fault
   */
  wrong(fault) {
    const had = this.fault !== null;
    this.fault = fault;
    this.error.hidden = fault === null;
    this.input.setAttribute('aria-invalid', String(fault !== null));
    if (!fault) {
      if (had) this.paint();
      return;
    }
    const own = `parse.${fault.kind ?? ''}`;
    const message = hasText(own) ? t(own) : fault.message;
    const { value } = this.input;
    const word = value.slice(fault.from, fault.to);
    const mended = fault.replacement ? `${value.slice(0, fault.from)}${fault.replacement}${value.slice(fault.to)}` : null;
    fill(this.error,
      h('p', {}, word ? t('query.error', { word, message }) : t('query.errorplain', { message })),
      fault.hint ? h('p', { class: 'hint' }, `${fault.hint[0].toUpperCase()}${fault.hint.slice(1)}.`.replace('?.', '?')) : null,
      mended === null ? null : h('button', { type: 'button', class: 'text-button', on: { click: () => this.set(mended) } },
        t('query.mend', { query: mended })));
    this.complete.close();
    this.paint();
  }

  /** Colours the text, and underlines what is wrong. */
  paint() {
    const text = this.input.value;
    this.clear.hidden = text === '';
    const { fault } = this;
    const parts = [];
    let at = 0;
    /** @param {number} to @param {string} kind */
    const push = (to, kind) => {
      for (const end of [fault?.from ?? to, fault?.to ?? to, to].filter(end => end > at && end <= to).sort((a, b) => a - b)) {
        if (end <= at) continue;
        const isWrong = fault !== null && at >= fault.from && end <= Math.max(fault.to, fault.from + 1);
        parts.push(h('span', { class: `${kind} ${isWrong ? 'wrong' : ''}` }, text.slice(at, end)));
        at = end;
      }
    };
    for (const token of tokens(text)) {
      push(token.from, 'space');
      if (token.qualifier) push(token.value, token.kind === 'metatag' ? 'meta-name' : `ns-${namespaceOf(token.qualifier) || 'other'} ns-name`);
      push(token.to, token.kind === 'tag' ? `ns-${namespaceOf(token.qualifier) || (token.qualifier ? 'other' : 'bare')}` : token.kind);
    }
    push(text.length, 'space');
    // An error behind the last word is shown as a place of its own.
    if (fault && fault.from >= text.length) parts.push(h('span', { class: 'wrong end' }, '\u00a0'));
    fill(this.under, ...parts);
    this.align();
  }

  align() {
    this.under.style.transform = `translateX(${-this.input.scrollLeft}px)`;
  }
}
