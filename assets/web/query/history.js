/**
 * What was searched for in this browser, the last first. It stays here: the server is not told.
 */

const NAME = 'nakigao.history';
const MOST = 30;

/** @returns {string[]} */
export function searched() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME) ?? '[]');
    return Array.isArray(kept) ? kept.filter(one => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** @param {string} query */
export function remember(query) {
  if (!query) return;
  try {
    localStorage.setItem(NAME, JSON.stringify([query, ...searched().filter(one => one !== query)].slice(0, MOST)));
  } catch {
    // Storage is switched off: nothing is remembered.
  }
}
