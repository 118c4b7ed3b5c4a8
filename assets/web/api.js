/**
 * Every request of the page, and the addresses of pictures.
 */

import { lang } from './words.js';

/** What the server answers when it does not do what was asked; `code` is what the page acts on. */
export class Problem extends Error {
  /** @param {number} status @param {{code?: string, detail?: string, values?: Record<string, any>}} body */
  constructor(status, body) {
    super(body.detail ?? '');
    this.status = status;
    this.code = body.code ?? 'failed';
    this.detail = body.detail ?? '';
    this.values = body.values ?? {};
  }
}

/** Times that a read is repeated while the server is busy. */
const RETRIES = 4;

/**
 * @param {string} path @param {{method?: string, body?: unknown, signal?: AbortSignal}} [how]
 * @returns {Promise<Response>}
 */
async function ask(path, { method = 'GET', body, signal } = {}) {
  /** @type {Record<string, string>} */
  const headers = { 'Accept-Language': lang };
  if (method !== 'GET') Object.assign(headers, { 'Content-Type': 'application/json', 'X-Nakigao': '1' });
  const init = { method, headers, signal, body: method === 'GET' ? undefined : JSON.stringify(body ?? {}) };
  for (let tries = 0; ; tries++) {
    const answer = await fetch(path, init).catch(error => {
      if (signal?.aborted) throw error;
      throw new Problem(0, { code: 'network' });
    });
    if (answer.ok) return answer;
    const isRead = method === 'GET' || path === '/api/listings';
    if (answer.status === 429 && isRead && tries < RETRIES) {
      await pause(1000 * Math.min(5, Number(answer.headers.get('Retry-After')) || 1), signal);
      continue;
    }
    const problem = new Problem(answer.status, await answer.json().catch(() => ({})));
    if (problem.code === 'login') dispatchEvent(new Event('nakigao:login'));
    throw problem;
  }
}

/** @param {number} ms @param {AbortSignal} [signal] */
const pause = (ms, signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, ms);
  signal?.addEventListener('abort', () => {
    clearTimeout(timer);
    reject(signal.reason);
  }, { once: true });
});

/** @param {string} path @param {AbortSignal} [signal] @returns {Promise<any>} */
export const get = async (path, signal) => (await ask(path, { signal })).json();

/** @param {string} method @param {string} path @param {unknown} body @param {AbortSignal} [signal] @returns {Promise<any>} */
export async function send(method, path, body, signal) {
  const answer = await ask(path, { method, body, signal });
  return answer.status === 204 ? null : answer.json();
}

/** @param {string} path @param {AbortSignal} [signal] */
export const getBuffer = async (path, signal) => (await ask(path, { signal })).arrayBuffer();

/** @param {string} path @param {AbortSignal} [signal] */
export const getBlob = async (path, signal) => (await ask(path, { signal })).blob();

/** Whether the error only says that nobody waits any more. @param {unknown} error */
export const isAbort = error => error instanceof DOMException && error.name === 'AbortError';

const { thumb, preview, frame, readOnly } = document.documentElement.dataset;

/** Whether the server changes nothing. */
export const isReadOnly = readOnly === 'true';

/** @param {string} hash @param {number|'full'} edge 256, 512, 1024, 2048 or the whole */
export const thumbUrl = (hash, edge) => `/t/${edge}-${thumb}/${hash}.webp`;

/** @param {string} hash */
export const previewUrl = hash => `/p/320-${preview}/${hash}.webp`;

/** @param {string} hash @param {number} n @param {512|1024} edge */
export const frameUrl = (hash, n, edge) => `/f/${edge}-${frame}/${hash}/${n}.webp`;

/** @param {string} hash */
export const originalUrl = hash => `/o/${hash}`;

/** Formats that browsers show by themselves. */
const SHOWN = ['jpeg', 'png', 'gif', 'webp', 'bmp', 'avif', 'ico'];

/** @param {string} format */
export const isShown = format => SHOWN.includes(format);

/** The whole picture in a form that a browser shows. @param {string} hash @param {string} format */
export const wholeUrl = (hash, format) => (isShown(format) ? originalUrl(hash) : thumbUrl(hash, 'full'));
