/**
 * What the server tells by itself: changes of the catalogue, and whether it is there.
 *
 * A browser has six connections to a server: the stream is open only while the page is visible, so that a seventh tab
 * still loads.
 */

/** @typedef {{generation: number, total: number}} Catalog */

/** Waiting time before asking again, doubled up to the longest, in milliseconds. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;

/**
 * @param {{catalog: (catalog: Catalog) => void, gone: (isEnded: boolean) => void, back: () => void}} tell
 */
export function listen(tell) {
  /** @type {?EventSource} */
  let source = null;
  let wait = FIRST_WAIT;
  let isGone = false;
  let timer = 0;

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  /** @param {boolean} isEnded */
  const gone = isEnded => {
    close();
    if (!isGone) tell.gone(isEnded);
    isGone = true;
    timer = setTimeout(open, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
  /** @param {Event} event */
  const read = event => {
    tell.catalog(JSON.parse(/** @type {MessageEvent} */ (event).data));
  };
  function open() {
    close();
    if (document.visibilityState === 'hidden') return;
    source = new EventSource('/api/events');
    source.addEventListener('hello', event => {
      wait = FIRST_WAIT;
      if (isGone) tell.back();
      isGone = false;
      read(event);
    });
    source.addEventListener('catalog', read);
    source.addEventListener('bye', () => gone(true));
    source.addEventListener('error', () => gone(false));
  }
  document.addEventListener('visibilitychange', open);
  addEventListener('pagehide', close);
  open();
}
