/**
 * Takes profiles that take time, and shows how long it still lasts.
 */
import {fetchIndex, fetchProfile} from './load.js';

/** These are recorded from when they are asked for; all others are there already. */
const TIMED = ['profile', 'wall'];

/** What an address asks for, and how long that takes: `{name, parameters, seconds, delta, starts}`. */
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

/** How long a window is when nobody says. What keeps the index from telling will keep the recording, and be shown then. */
async function usualSeconds() {
  try {
    return (await fetchIndex()).defaultSeconds;
  } catch {
    return 30;
  }
}

/**
 * Whether it may begin by itself: not when a link of another site, a bookmark or a reload has led here, since
 * recording costs the application time.
 */
export function mayStart({starts}) {
  if (!starts) {
    return true;
  }
  const [navigation] = performance.getEntriesByType('navigation');
  return navigation?.type === 'navigate' && document.referrer.startsWith(`${location.origin}/`);
}

/** What a button says that starts it. */
export function describe({name, seconds, delta, parameters}) {
  if (delta) {
    return `Take ${name} twice, ${delta} s apart`;
  }
  if (parameters.last) {
    return `Look at the past ${/\d$/.test(parameters.last) ? `${parameters.last} s` : parameters.last} of ${name}`;
  }
  const threads = parameters.thread ? `, of threads with '${parameters.thread}' in their names` : '';
  return seconds ? `Record ${name} for ${seconds} s${threads}` : `Take ${name}${parameters.gc ? ' after a garbage collection' : ''}`;
}

/** Panel with a progress bar: the seconds that are left, and a button that ends the wait. One thing at a time. */
export class Progress {
  constructor(panel) {
    this.panel = panel;
    this.bar = panel.querySelector('progress');
    this.text = panel.querySelector('[data-text]');
    /** Apart from the text: nobody wants to be told of each second. */
    this.left = panel.querySelector('[data-left]');
    this.cancel = panel.querySelector('button');
  }

  /**
   * Runs something that takes a while.
   * @param title what is going on
   * @param work is given a signal that ends it, and `tell(seconds, text)`, which says what is waited for
   */
  async during(title, work) {
    this.stop();
    const controller = new AbortController();
    this.running = controller;
    this.cancel.onclick = () => controller.abort();
    this.panel.querySelector('h2').textContent = title;
    this.panel.hidden = false;
    this.tell(0, 'Reading…');
    try {
      return await work(controller.signal, (seconds, text) => this.tell(seconds, text));
    } finally {
      if (this.running === controller) {
        this.running = null;
        clearInterval(this.timer);
        this.panel.hidden = true;
      }
    }
  }

  /** Ends what is going on, if anything is. */
  stop() {
    this.running?.abort();
  }

  tell(seconds, text) {
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
        this.tell(0, 'Reading…');
      }
    };
    update();
    this.timer = setInterval(update, 250);
  }
}

/** Takes what was asked for: `{profile, base}`, where `base` is there if two were wanted. */
export async function take(request, progress) {
  return progress.during(describe(request), async (signal, tell) => {
    if (!request.delta) {
      tell(request.seconds, 'Recording.');
      return {profile: await fetchProfile(request.name, request.parameters, signal), base: null};
    }
    const base = await fetchProfile(request.name, request.parameters, signal);
    tell(request.delta, 'The first one is taken.');
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
