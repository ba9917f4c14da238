/**
 * Takes profiles that take time, and shows how much time is left.
 */
import {fetchIndex, fetchProfile} from './load.js';

/** These are recorded from the request on; all others exist already. */
const TIMED = ['profile', 'wall'];

/** What an address asks for, and how long it takes: `{name, parameters, seconds, delta, starts}`. */
export async function requestOf({p, seconds, last, thread, gc, delta}) {
  const timed = TIMED.includes(p);
  const parameters = {};
  if (timed && last) {
    parameters.last = last;
  } else if (timed || seconds) {
    parameters.seconds = seconds || await usualSeconds();
  }
  if (gc) {
    parameters.gc = gc;
  }
  if (thread && p === 'wall') {
    parameters.thread = thread;
  }
  const between = timed ? 0 : Number(delta);
  return {name: p, parameters, seconds: Number(parameters.seconds ?? 0), delta: between,
    starts: Boolean(parameters.seconds || gc || between)};
}

/** The default length of a window. A failure to read the index will also make the recording fail, and be shown then. */
async function usualSeconds() {
  try {
    return (await fetchIndex()).defaultSeconds;
  } catch {
    return 30;
  }
}

/**
 * Whether the request may start by itself. It may not if a link of another site, a bookmark or a reload led here,
 * since recording costs the application time.
 */
export function mayStart({starts}) {
  if (!starts) {
    return true;
  }
  const [navigation] = performance.getEntriesByType('navigation');
  return navigation?.type === 'navigate' && document.referrer.startsWith(`${location.origin}/`);
}

/** The text of the button that starts the request. */
export function describe({name, seconds, delta, parameters}) {
  if (delta) {
    return `Take ${name} twice, ${delta} s apart`;
  }
  if (parameters.last) {
    return `View the last ${/\d$/.test(parameters.last) ? `${parameters.last} s` : parameters.last} of ${name}`;
  }
  const threads = parameters.thread ? `, only threads with '${parameters.thread}' in their names` : '';
  return seconds ? `Record ${name} for ${seconds} s${threads}` : `Take ${name}${parameters.gc ? ' after a garbage collection' : ''}`;
}

/** A panel with a progress bar, the seconds that are left, and a button that ends the wait. It shows one task at a time. */
export class Progress {
  constructor(panel) {
    this.panel = panel;
    this.bar = panel.querySelector('progress');
    this.text = panel.querySelector('[data-text]');
    /** Separate from the text: no one wants to have each second announced. */
    this.left = panel.querySelector('[data-left]');
    this.cancel = panel.querySelector('button');
  }

  /**
   * Runs something that takes a while.
   * @param title the title of the panel
   * @param work called with a signal that ends it, and with `report(seconds, text)`, which shows what it waits for
   */
  async during(title, work) {
    this.stop();
    const controller = new AbortController();
    this.running = controller;
    this.cancel.onclick = () => controller.abort();
    this.panel.querySelector('h2').textContent = title;
    this.panel.hidden = false;
    this.report(0, 'Reading…');
    try {
      return await work(controller.signal, (seconds, text) => this.report(seconds, text));
    } finally {
      if (this.running === controller) {
        this.running = null;
        clearInterval(this.timer);
        this.panel.hidden = true;
      }
    }
  }

  /** Ends the current task, if any. */
  stop() {
    this.running?.abort();
  }

  report(seconds, text) {
    clearInterval(this.timer);
    this.text.textContent = text;
    this.left.textContent = '';
    if (!seconds) {
      this.bar.removeAttribute('value');
      return;
    }
    const start = performance.now();
    this.bar.max = seconds;
    const update = () => {
      const left = Math.ceil(seconds - (performance.now() - start) / 1000);
      if (left > 0) {
        this.bar.value = seconds - left;
        this.left.textContent = `${left} s left`;
      } else {
        this.report(0, 'Reading…');
      }
    };
    update();
    this.timer = setInterval(update, 250);
  }
}

/** Takes what was requested: `{profile, base}`, where `base` is set if two profiles were requested. */
export async function take(request, progress) {
  return progress.during(describe(request), async (signal, report) => {
    if (!request.delta) {
      report(request.seconds, 'Recording.');
      return {profile: await fetchProfile(request.name, request.parameters, signal), base: null};
    }
    const base = await fetchProfile(request.name, request.parameters, signal);
    report(request.delta, 'The first one is taken.');
    await pause(request.delta, signal);
    return {profile: await fetchProfile(request.name, request.parameters, signal), base};
  });
}

function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
