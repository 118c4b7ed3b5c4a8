/**
 * What words of a query were read as, for the person to see and to choose from.
 *
 * @typedef {{word: string, kind: string, tags: [string, string, number][], n_more: number, condition: string|null}} Reading
 */

import { h } from '../dom.js';
import { number, t } from '../words.js';
import { namespaceOf } from './tokens.js';

/** As a sentence. @param {Reading} reading */
export function readingText({ word, kind, tags, n_more: more, condition }) {
  const names = tags.map(([, label, n]) => `${label} (${number(n)})`);
  if (kind === 'tags' && more) names.push(t('reading.more', { n: more }));
  return `${t(`reading.${kind}`, { word, condition: condition ?? '', n: more })} ${names.join(', ')}`.trim();
}

/**
 * As a line in which each tag can be chosen.
 * @param {Reading} reading @param {(word: string, term: string) => void} choose instead of the word
 */
export function readingLine({ word, kind, tags, n_more: more, condition }, choose) {
  /** @param {string} term @param {string} text @param {string} namespace */
  const button = (term, text, namespace) => h('button', { type: 'button', class: `term ns-${namespace}`, title: term,
    on: { click: () => choose(word, term) } }, text);
  return h('p', {}, t(`reading.${kind}`, { word, condition: condition ?? '', n: more }),
    ...tags.map(([tag, label, n]) => h('span', {}, button(tag, label, namespaceOf(tag.split(':')[0]) || 'other'), ` ${number(n)}`)),
    kind === 'tags' && more ? t('reading.more', { n: more }) : null,
    kind === 'rare_tag' ? button(`text:${word}`, t('reading.names_too', { n: more }), 'metatag') : null);
}
