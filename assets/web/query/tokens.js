/**
 * The words of a query for colouring, and terms added to and taken from its text.
 *
 * Pure: no DOM. The server alone decides what a query means; this only has to cut it at the same places. It mirrors
 * `src/query/token.rs`: a `)` belongs to a word unless a group is open that it could close, `(o)_(o)` is a word, and
 * quotes stand at the beginning of a word or behind its first colon. Positions are UTF-16 code units.
 *
 * @typedef {'not'|'optional'|'and'|'or'|'open'|'close'|'tag'|'metatag'} Kind
 * @typedef {Object} Token
 * @property {number} from
 * @property {number} to
 * @property {Kind} kind
 * @property {string} qualifier what stands before the first colon, in lower case; '' without one
 * @property {number} value where the rest begins
 */

/** Metatags and their other names; a test holds this to the parser's table. */
export const METATAGS = [
  'width', 'height', 'mpixels', 'ratio', 'ar', 'filesize', 'size', 'filetype', 'format', 'ext', 'type', 'duration',
  'loop', 'frames', 'tagcount', 'gentags', 'arttags', 'copytags', 'chartags', 'metatags', 'note_count', 'age', 'date',
  'path', 'folder', 'dir', 'name', 'text', 'tag', 'quote', 'note', 'is', 'has', 'hash', 'md5', 'order', 'sort', 'limit',
  'random',
];

/** Namespaces that have a colour of their own, by every word for them. */
const NAMESPACES = {
  series: 'series', copyright: 'series', copy: 'series', co: 'series', character: 'character', char: 'character',
  ch: 'character', artist: 'artist', art: 'artist', creator: 'artist', emotion: 'emotion', meta: 'meta',
  general: 'general', gen: 'general', rating: 'meta',
};

const FACES = [':)', ':(', ';)', ';(', '>:)', '>:('];
const SPACE = /\s/u;
const LETTER = /[\p{L}\p{N}]/u;
const QUALIFIER = /^\p{L}[\p{L}\p{N}_-]+$/u;

/** @param {string} word as typed before a colon @returns {string} the namespace's own name, or '' */
export function namespaceOf(word) {
  const known = /** @type {Record<string, string>} */ (NAMESPACES);
  return Object.hasOwn(known, word) ? known[word] : '';
}

/** @param {string} text @returns {Token[]} in order; spaces are in none of them */
export function tokens(text) {
  /** @type {Token[]} */
  const found = [];
  let depth = 0;
  let at = 0;
  /** @param {Kind} kind @param {number} to @param {string} [qualifier] @param {number} [value] */
  const push = (kind, to, qualifier = '', value = at) => {
    found.push({ from: at, to, kind, qualifier, value });
    at = to;
  };
  for (;;) {
    while (at < text.length && SPACE.test(text[at])) at += 1;
    if (at >= text.length) return found;
    const c = text[at];
    const rest = text.slice(at);
    const sign = /^(\|\|?|&&?)(?=$|[\s\p{L}\p{N}("-])/u.exec(rest);
    if (c === '(' && !beginsFace(rest)) {
      depth += 1;
      push('open', at + 1);
    } else if (c === ')') {
      depth = Math.max(0, depth - 1);
      push('close', at + 1);
    } else if (c === '-' || (c === '!' && /^!(\(|[\p{L}\p{N}])/u.test(rest))) push('not', at + 1);
    else if (c === '~') push('optional', at + 1);
    else if (c === '"') push('tag', at + quotedEnd(rest));
    else if (sign) push(c === '|' ? 'or' : 'and', at + sign[1].length);
    else {
      const { length, colon } = word(rest, depth);
      const qualifier = colon < 0 ? '' : rest.slice(0, colon).toLowerCase();
      const plain = rest.slice(0, length).toLowerCase();
      if (plain === 'or' || plain === 'and') push(plain, at + length);
      else push(METATAGS.includes(qualifier) ? 'metatag' : 'tag', at + length, qualifier, at + colon + 1);
    }
  }
}

/** @param {string} rest begins with the quote @returns {number} length to behind its partner, or all of it */
function quotedEnd(rest) {
  for (let i = 1; i < rest.length; i++) {
    if (rest[i] === '\\' && (rest[i + 1] === rest[0] || rest[i + 1] === '\\')) i += 1;
    else if (rest[i] === rest[0]) return i + 1;
  }
  return rest.length;
}

/** @param {string} rest @param {number} depth groups that are open */
function word(rest, depth) {
  for (const face of FACES) {
    const tail = rest.startsWith(face) ? rest.slice(face.length).split(SPACE, 1)[0] : null;
    if (tail !== null && tail.length <= depth && /^\)*$/.test(tail)) return { length: face.length, colon: -1 };
  }
  let open = 0;
  let colon = -1;
  let hadColon = false;
  for (let i = 0; i < rest.length; i++) {
    const c = rest[i];
    if (SPACE.test(c) || (c === ')' && open === 0 && depth > 0)) return { length: i, colon };
    if (c === '(') open += 1;
    else if (c === ')') open = Math.max(0, open - 1);
    else if (c === '\\' && colon >= 0 && SPACE.test(rest[i + 1] ?? '')) i += 1;
    else if (c === ':' && !hadColon) {
      hadColon = true;
      if (QUALIFIER.test(rest.slice(0, i))) {
        colon = i;
        if (rest[i + 1] === '"' || rest[i + 1] === "'") {
          return { length: i + 1 + quotedEnd(rest.slice(i + 1)), colon };
        }
      }
    } else if ((c === '|' || c === '&') && colon < 0 && i > 0 && LETTER.test(rest[i - 1])) {
      const after = rest.slice(i).replace(c === '|' ? /^\|+/ : /^&+/, '');
      if (after && LETTER.test(String.fromCodePoint(/** @type {number} */ (after.codePointAt(0))))) {
        return { length: i, colon };
      }
    }
  }
  return { length: rest.length, colon };
}

/** Whether a `(` begins a face such as `(o)_(o)` and not a group. @param {string} rest */
function beginsFace(rest) {
  let open = 0;
  for (let i = 0; i < rest.length; i++) {
    const c = rest[i];
    if (c === '(') open += 1;
    else if (c === ')') open -= 1;
    else if (c === ':' || c === '"' || SPACE.test(c)) return false;
    if (open === 0) {
      const next = rest[i + 1];
      return next !== undefined && !SPACE.test(next) && !LETTER.test(next) && !'()-~"'.includes(next);
    }
  }
  return false;
}

/**
 * Terms outside of groups and beside no `or`: those that must all hold.
 * @param {string} text @returns {{from: number, to: number, isNot: boolean, text: string}[]} `text` in lower case
 */
export function topTerms(text) {
  const all = tokens(text);
  const terms = [];
  let depth = 0;
  for (let i = 0; i < all.length; i++) {
    const token = all[i];
    if (token.kind === 'open') depth += 1;
    else if (token.kind === 'close') depth -= 1;
    else if (depth === 0 && token.kind === 'or') return [];
    else if (depth === 0 && (token.kind === 'tag' || token.kind === 'metatag')) {
      const before = all[i - 1];
      const isNot = before?.kind === 'not' && before.to === token.from;
      const isOptional = before?.kind === 'optional';
      if (!isOptional) terms.push({ from: isNot ? before.from : token.from, to: token.to, isNot,
        text: text.slice(token.from, token.to).toLowerCase() });
    }
  }
  return terms;
}

/**
 * Whether a term stands in a query: 1 if it must hold, -1 if it must not, else 0.
 * @param {string} text @param {string} term
 */
export function hasTerm(text, term) {
  const found = topTerms(text).find(one => one.text === term.toLowerCase());
  return found ? (found.isNot ? -1 : 1) : 0;
}

/** @param {string} text @param {string} term @returns {string} */
export function withoutTerm(text, term) {
  const found = topTerms(text).find(one => one.text === term.toLowerCase());
  if (!found) return text;
  return `${text.slice(0, found.from).trimEnd()} ${text.slice(found.to).trimStart()}`.trim();
}

/**
 * The query and a term that must also hold, or must not. A query with `or` is put in parentheses first.
 * @param {string} text @param {string} term @param {boolean} isNot @returns {string}
 */
export function withTerm(text, term, isNot) {
  const rest = withoutTerm(text, term).trim();
  const added = (isNot ? '-' : '') + term;
  if (!rest) return added;
  const all = tokens(rest);
  // What is about the whole listing may not stand in parentheses.
  const isAbout = (/** @type {Token} */ token) => ['order', 'sort', 'limit', 'random'].includes(token.qualifier);
  let depth = 0;
  let hasOr = false;
  for (const token of all) {
    depth += token.kind === 'open' ? 1 : token.kind === 'close' ? -1 : 0;
    hasOr ||= depth === 0 && (token.kind === 'or' || token.kind === 'optional');
  }
  if (!hasOr) return `${rest} ${added}`;
  const about = all.filter(isAbout).map(token => rest.slice(token.from, token.to));
  const parts = all.filter(token => !isAbout(token));
  let joined = '';
  let end = -1;
  for (const token of parts) {
    joined += (end >= 0 && token.from > end ? ' ' : '') + rest.slice(token.from, token.to);
    end = token.to;
  }
  return [`(${joined})`, added, ...about].join(' ');
}
