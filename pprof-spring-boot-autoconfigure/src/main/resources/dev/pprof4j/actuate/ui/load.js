/**
 * Loads profiles: from the server, at addresses beside this page only, or from a file.
 */

/** Fetches a profile of this server by its name. `signal` ends the wait. */
export async function fetchProfile(name, parameters, signal) {
  const query = new URLSearchParams(parameters).toString();
  const decoder = new DecodingWorker(signal);
  try {
    return await decoder.decode(await bytesOf(beside(`../${name}${query && `?${query}`}`), signal));
  } finally {
    decoder.close();
  }
}

/** Fetches what this server offers. */
export async function fetchIndex() {
  const response = await fetch(beside('../'), {credentials: 'same-origin', headers: {Accept: 'application/json'},
    signal: AbortSignal.timeout(5000)});
  if (!response.ok) {
    throw await refusal(response);
  }
  return response.json();
}

/** An address relative to this page, made absolute: if the page's address contains a password, `fetch` refuses a relative one. */
function beside(relative) {
  return new URL(relative, location.href);
}

async function bytesOf(url, signal) {
  let response;
  try {
    response = await fetch(url, {credentials: 'same-origin', headers: {Accept: 'application/octet-stream, text/plain'},
      signal});
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    throw new Error(`The server cannot be reached (${error.message}).`);
  }
  if (!response.ok) {
    throw await refusal(response);
  }
  if (/html/.test(response.headers.get('Content-Type') ?? '')) {
    throw new Error('You are signed out. Reload the page to sign in again.');
  }
  return new Uint8Array(await response.arrayBuffer());
}

async function refusal(response) {
  const text = /^text\/plain/.test(response.headers.get('Content-Type') ?? '') ? (await response.text()).trim() : '';
  const sentence = !text ? `The server answered with status ${response.status}`
    : response.status === 404 ? `${text}: ${new URL(response.url).pathname.split('/').pop()}` : text;
  return new Error(response.status === 401 ? `${sentence}. You are signed out: reload the page to sign in again.`
    : sentence);
}

export async function readFile(file) {
  const decoder = new DecodingWorker();
  try {
    return await decoder.decode(new Uint8Array(await file.arrayBuffer()));
  } finally {
    decoder.close();
  }
}

/** A worker that reads one profile. It is started before the bytes arrive, so that it is ready when they do. */
class DecodingWorker {
  constructor(signal) {
    this.worker = new Worker(new URL('worker.js', import.meta.url), {type: 'module'});
    /** Rejects when the worker fails or the wait ends, which may happen before `decode` is called. */
    this.ended = new Promise((_, reject) => {
      this.worker.addEventListener('error', (event) =>
        reject(new Error(event.message || 'The profile cannot be read: a script of this page cannot be loaded')));
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
    this.ended.catch(() => {});
  }

  /** The profile, with its `bytes` as received. */
  decode(bytes) {
    const decoded = new Promise((resolve, reject) => {
      this.worker.addEventListener('message', ({data}) => {
        if (data.error) {
          reject(new Error(data.error));
        } else {
          resolve({...data.profile, bytes});
        }
      });
    });
    this.worker.postMessage(bytes);
    return Promise.race([decoded, this.ended]);
  }

  close() {
    this.worker.terminate();
  }
}
