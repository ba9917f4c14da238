/**
 * What is shown and how, as recorded in the address, so that a view can be sent to someone else.
 */

/** The parameters, with the values they have if the address does not name them. */
const DEFAULTS = {
  p: '', seconds: '', last: '', thread: '', gc: '', delta: '', type: '', view: 'both', mode: 'flame', fn: '', up: '', q: '', label: '',
  value: '', group: '', focus: '', ignore: '', hide: '', fold: '', color: 'package', norm: '', sort: 'flat', zoom: '',
};

/** Profiles are named, never addressed: nothing foreign is ever fetched, and nothing that cannot be shown. */
const NAME = /^(profile|wall|heap|allocs|goroutine|block|mutex|threadcreate)$/;

const NUMBER = /^\d{1,6}$/;

const TIME = /^\d{1,6}[smh]?$/;

export function readState(search = location.search) {
  const parameters = new URLSearchParams(search);
  const state = {...DEFAULTS};
  for (const key of Object.keys(DEFAULTS)) {
    state[key] = parameters.get(key) ?? DEFAULTS[key];
  }
  state.p = NAME.test(state.p) ? state.p : '';
  state.last = TIME.test(state.last) ? state.last : '';
  for (const key of ['seconds', 'delta']) {
    state[key] = NUMBER.test(state[key]) ? state[key] : '';
  }
  return state;
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
