/**
 * What a cell says of its picture: its name for a screen reader, and the mark in its corner.
 *
 * @typedef {import('./listing.js').Cell} Cell
 */

import { h } from '../dom.js';
import { dimensions, seconds, t } from '../words.js';
import { FLAGS } from './listing.js';

/**
 * "Nagisa Furukawa, Clannad, crying, animation, 2.4 s".
 * @param {?Cell} facts @param {number} index
 */
export function cellName(facts, index) {
  if (!facts) return t('grid.loading', { n: index + 1 });
  const names = facts.tags.slice(0, 3).map(([, label]) => label);
  const flag = (/** @type {number} */ bit) => (facts.flags & bit) !== 0;
  return [
    ...(names.length ? names : [facts.name.split('/').pop()]),
    flag(FLAGS.animated) ? t('cell.animation', { time: seconds(facts.ms ?? 0) })
      : t('cell.picture', { size: dimensions(facts.w, facts.h) }),
    facts.state === 'present' ? '' : t(`cell.${facts.state}`),
    flag(FLAGS.several) && t('cell.several'),
    flag(FLAGS.unconfirmed) && t('cell.unconfirmed'),
    flag(FLAGS.note) && t('cell.note'),
    flag(FLAGS.damaged) && t('cell.damaged'),
  ].filter(Boolean).join(', ');
}

/** The mark in the corner; most stills have none. @param {Cell} facts @returns {?HTMLElement} */
export function badge(facts) {
  const parts = [];
  if (facts.state !== 'present') parts.push(t(`cell.${facts.state}`));
  if (facts.flags & FLAGS.animated) parts.push(seconds(facts.ms ?? 0));
  const dots = [];
  if (facts.flags & FLAGS.several) dots.push('several');
  if (facts.flags & FLAGS.unconfirmed) dots.push('unconfirmed');
  if (facts.flags & FLAGS.note) dots.push('note');
  if (!parts.length && !dots.length) return null;
  return h('span', { class: 'badge', 'aria-hidden': 'true' }, parts.join(' · ') || null,
    ...dots.map(dot => h('i', { class: dot })));
}
