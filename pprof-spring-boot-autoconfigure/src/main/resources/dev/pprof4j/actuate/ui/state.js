/**
 * What is shown and how, as recorded in the address, so that a view can be sent to someone else.
 */

/** The parameters, with the values they have if the address does not name them. */
const DEFAULTS = {
  p: '', seconds: '', last: '', thread: '', gc: '', delta: '', type: '', view: 'both', mode: 'flame', fn: '', up: '', q: '', label: '',
  value: '', group: '', focus: '', ignore: '', hide: '', fold: '', color: 'package', norm: '', sort: 'flat', zoom: '',
};

const WHOLE_NUMBER = {form: /^[1-9]\d{0,5}$/, words: 'a positive integer of at most six digits'};

/**
 * What some values must look like. Profiles are named, never addressed: nothing foreign is ever fetched, and nothing
 * that cannot be shown.
 */
const FORMS = {
  p: {form: /^(profile|wall|heap|allocs|goroutine|block|mutex|threadcreate)$/, words: 'the name of a profile'},
  seconds: WHOLE_NUMBER,
  delta: WHOLE_NUMBER,
  last: {form: /^\d{1,6}[smh]?$/, words: 'a time such as 60s or 5m'},
};

/** The state in an address. Values that are refused are left out. */
export function readState(search = location.search) {
  const parameters = new URLSearchParams(search);
  const state = {...DEFAULTS};
  for (const key of Object.keys(DEFAULTS)) {
    const value = parameters.get(key);
    state[key] = value === null || isRefused(key, value) ? DEFAULTS[key] : value;
  }
  return state;
}

/** Why an address is refused, in a sentence, or an empty string. */
export function refusalOf(search = location.search) {
  const parameters = new URLSearchParams(search);
  const key = Object.keys(FORMS).find((each) => isRefused(each, parameters.get(each)));
  return key ? `invalid value for "${key}" - must be ${FORMS[key].words}: ${key}=${parameters.get(key).slice(0, 32)}` : '';
}

function isRefused(key, value) {
  return Boolean(value && FORMS[key] && !FORMS[key].form.test(value));
}

/** Servers refuse longer addresses. The path of a deep zoom may be longer, and is then not part of the address. */
const MAX_ZOOM = 2000;

/** Puts a state into the address. With `step`, the browser's Back returns to the previous state. */
export function writeState(state, step) {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(DEFAULTS)) {
    if (state[key] !== value && (key !== 'zoom' || state.zoom.length <= MAX_ZOOM)) {
      parameters.set(key, state[key]);
    }
  }
  const address = `${location.pathname}?${parameters}`;
  if (address !== location.pathname + location.search) {
    history[step ? 'pushState' : 'replaceState'](null, '', address);
  }
}

/** A node's path in short words, for the address: the hashes of the names on the way to it. */
export function pathOf(tree, node) {
  return tree.path(node).slice(1).map((each) => hash(tree.name(each))).join('.');
}

/** The node at the end of a path, or where the path leaves the tree. */
export function nodeAt(tree, path) {
  let node = 0;
  for (const word of path ? path.split('.') : []) {
    const next = tree.children(node).find((child) => hash(tree.name(child)) === word);
    if (next === undefined) {
      break;
    }
    node = next;
  }
  return node;
}

function hash(name) {
  let value = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    value = Math.imul(value ^ name.charCodeAt(i), 0x01000193);
  }
  return (value >>> 0).toString(36);
}
