/**
 * Gets profiles: from the server, which is asked for nothing but what stands beside this page, or from a file.
 */
import {decode} from './profile.js';

/** Larger ones are read by a worker; starting it costs some tens of milliseconds. */
const LARGE_BYTES = 256 * 1024;

/** What the server said instead of a profile, fit to be shown. */
export class Refused extends Error {}

/** A profile of this server by its name. `signal` ends the wait. */
export async function fetchProfile(name, parameters, signal) {
  const query = new URLSearchParams(parameters).toString();
  let response;
  try {
    response = await fetch(`../${name}${query && `?${query}`}`,
      {credentials: 'same-origin', headers: {Accept: 'application/octet-stream, text/plain'}, signal});
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    throw new Refused('The server cannot be reached.');
  }
  if (!response.ok) {
    throw await refusal(response);
  }
  if (/html/.test(response.headers.get('Content-Type') ?? '')) {
    throw new Refused('You are signed out. Reload the page to sign in again.');
  }
  return read(new Uint8Array(await response.arrayBuffer()));
}

async function refusal(response) {
  const text = /^text\/plain/.test(response.headers.get('Content-Type') ?? '') ? (await response.text()).trim() : '';
  const sentence = text || `The server answered with status ${response.status}`;
  return new Refused(response.status === 401 ? `${sentence}. You are signed out: reload the page to sign in again.`
    : sentence);
}

export async function readFile(file) {
  return read(new Uint8Array(await file.arrayBuffer()));
}

/** A profile with its `bytes`, as they came. */
async function read(bytes) {
  const profile = bytes.length > LARGE_BYTES ? await decodeInWorker(bytes) : await decode(bytes);
  return {...profile, bytes};
}

function decodeInWorker(bytes) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('worker.js', import.meta.url), {type: 'module'});
    worker.addEventListener('message', ({data}) => {
      worker.terminate();
      if (data.error) {
        reject(new Error(data.error));
      } else {
        resolve(data.profile);
      }
    });
    worker.addEventListener('error', (event) => {
      worker.terminate();
      reject(new Error(event.message || 'The profile cannot be read'));
    });
    worker.postMessage(bytes);
  });
}
