/**
 * Selects what to show of one profile, or of two that are compared: one value type, filtered by labels and by names.
 * Everything that draws reads the stacks that this module returns.
 *
 * Stacks:
 * - `names`, `kinds`: of functions, as in a profile;
 * - `frames`, `offsets`: the stacks, outermost function first;
 * - `picked`: which stacks pass the filters;
 * - `a`: the value of each; `b`: its value in the base, or null if nothing is compared;
 * - `groups`: for each a frame that stands for a label's value, or null if they are not grouped;
 * - `totalA`, `totalB`: of all samples, whether picked or not;
 * - `whole`: the value that shares refer to; `known`: whether `b` is a base, not only the decreases; `factor`: what the
 *   base was multiplied by.
 */
import {labelText} from './format.js';
import {Kind, displayed, isOfLibrary} from './names.js';

/** The prefix of a pattern of `go tool pprof` that ignores case. */
const ANY_CASE = /^\(\?i\)/;

/** A regular expression, which ignores case unless it has a capital letter; null for none. Throws if it is invalid. */
export function pattern(text) {
  if (ANY_CASE.test(text)) {
    return new RegExp(text.replace(ANY_CASE, ''), 'i');
  }
  return text ? new RegExp(text, ignoresCase(text) ? 'i' : '') : null;
}

function ignoresCase(text) {
  return !/\p{Lu}/u.test(text.replace(/\\./g, ''));
}

/** A pattern for everything that either matches, which ignores case if the first does; as invalid as the first. */
export function either(text, other) {
  return `${!ANY_CASE.test(text) && ignoresCase(text) ? '(?i)' : ''}${text}|${other}`;
}

/** Determines for each function whether its name matches. */
export function matches(names, regexp) {
  const matched = new Uint8Array(names.length);
  for (let i = 0; i < matched.length; i++) {
    matched[i] = regexp.test(names[i]) ? 1 : 0;
  }
  return matched;
}

/**
 * Joins two profiles: the samples of the base come after those of the profile. This costs as much as copying them, so
 * keep the result while only filters change.
 */
export function joined(profile, base) {
  const names = profile.names.slice();
  const kinds = Array.from(profile.kinds);
  const indexes = new Map(names.map((name, index) => [name, index]));
  const renumbered = base.names.map((name, index) => {
    let found = indexes.get(name);
    if (found === undefined) {
      found = names.length;
      names.push(name);
      kinds.push(base.kinds[index]);
    }
    return found;
  });
  const count = profile.labels.length;
  const offsets = new Int32Array(count + base.labels.length + 1);
  offsets.set(profile.offsets);
  base.offsets.forEach((offset, i) => {
    offsets[count + i] = profile.frames.length + offset;
  });
  const frames = new Int32Array(profile.frames.length + base.frames.length);
  frames.set(profile.frames);
  frames.set(base.frames.map((frame) => renumbered[frame]), profile.frames.length);
  const labels = new Int32Array(count + base.labels.length);
  labels.set(profile.labels);
  labels.set(base.labels.map((set) => set + profile.labelSets.length), count);
  return {names, kinds: Uint8Array.from(kinds), frames, offsets, labels,
    labelSets: [...profile.labelSets, ...base.labelSets]};
}

/** The index of a value type in another profile. Throws if that has none: values of different types are not subtracted. */
function sameType(base, {type, unit}) {
  const named = base.types.findIndex((other) => other.type === type && other.unit === unit);
  if (named < 0) {
    throw new Error(`The base has no ${displayed(type)} in ${displayed(unit)}: it is another kind of profile`);
  }
  return named;
}

/** Checks that two profiles can be compared; otherwise throws, with a sentence. */
export function requireComparable(profile, base) {
  profile.types.forEach((type) => sameType(base, type));
  for (const each of [profile, base]) {
    if (each.values.some((values) => values.some((value) => value < 0))) {
      throw new Error(`${each === base ? 'The base' : 'The profile'} is already a difference: it has negative values`);
    }
  }
}

/** The label that `go tool pprof -diff_base` gives to the samples of the base. */
const OF_BASE = 'pprof::base';

/** The values of a profile that is shown alone. One that is already a difference is split. */
function alone({values, labels, labelSets}, type) {
  if (values[type].every((value) => value >= 0)) {
    return {a: values[type], b: null, known: false, factor: 1};
  }
  const ofBase = labelSets.map((set) => set.some(({key}) => key === OF_BASE));
  return {a: values[type].map((value) => Math.max(0, value)), b: values[type].map((value) => Math.max(0, -value)),
    known: values[type].every((value, i) => value === 0 || ofBase[labels[i]] === value < 0), factor: 1};
}

/** The values of both. Each is zero where the other has its samples. With `normalized`, the base is scaled to the same total. */
function compared(profile, base, type, normalized) {
  const ours = profile.values[type];
  const theirs = base.values[sameType(base, profile.types[type])];
  const factor = (normalized && sum(theirs) && sum(ours) / sum(theirs)) || 1;
  const a = new Float64Array(ours.length + theirs.length);
  a.set(ours);
  const b = new Float64Array(a.length);
  b.set(theirs.map((value) => value * factor), ours.length);
  return {a, b, known: true, factor};
}

function sum(values) {
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    total += values[i];
  }
  return total;
}

/**
 * The stacks to show.
 * @param source `{profile, base, columns}`: one profile or two, and the result of joining them
 * @param wanted `{type, normalized, label, labelValue, group, focus, ignore, hide, fold}`
 */
export function select({profile, base, columns}, wanted) {
  const {a, b, known, factor} = base ? compared(profile, base, wanted.type, wanted.normalized) : alone(profile, wanted.type);
  const [totalA, totalB] = [sum(a), b ? sum(b) : 0];
  const stacks = {names: columns.names, kinds: columns.kinds, frames: columns.frames, offsets: columns.offsets,
    a, b, groups: null, totalA, totalB, whole: known ? totalB || totalA : totalA + totalB, known, factor};
  stacks.picked = picked(stacks, columns, wanted);
  if (wanted.group) {
    addGroups(stacks, columns, wanted.group);
  }
  const shown = wanted.hide ? without(matches(columns.names, wanted.hide), stacks) : stacks;
  return wanted.fold ? folded(shown) : shown;
}

function picked({names, frames, offsets, a, b}, {labels, labelSets}, {label, labelValue, focus, ignore}) {
  const rightLabels = label
    ? labelSets.map((set) => set.some((each) => each.key === label && labelText(each) === labelValue)) : null;
  const focused = focus ? matches(names, focus) : null;
  const ignored = ignore ? matches(names, ignore) : null;
  const result = new Int32Array(labels.length);
  let count = 0;
  for (let i = 0; i < labels.length; i++) {
    if ((a[i] || b?.[i]) && (!rightLabels || rightLabels[labels[i]])
        && (!focused || has(focused, frames, offsets[i], offsets[i + 1]))
        && (!ignored || !has(ignored, frames, offsets[i], offsets[i + 1]))) {
      result[count++] = i;
    }
  }
  return result.slice(0, count);
}

/** Whether a stack has a function that matches. */
export function has(matched, frames, start, end) {
  for (let at = start; at < end; at++) {
    if (matched[frames[at]]) {
      return true;
    }
  }
  return false;
}

/** Whether a function is in any of the stacks. */
export function occurs(frame, {frames, offsets, picked}) {
  return picked.some((i) => frames.subarray(offsets[i], offsets[i + 1]).includes(frame));
}

/** The stacks without some functions, and without stacks that are empty then, like `-hide` of `go tool pprof`. */
function without(hidden, stacks) {
  const shown = rewritten(stacks, (frame) => (hidden[frame] ? -1 : frame));
  return {...shown, picked: shown.picked.filter((i) => shown.offsets[i] < shown.offsets[i + 1])};
}

/** The stacks with one frame for each run of library functions. Between these frames is what the reader wrote. */
function folded(stacks) {
  const fold = stacks.names.length;
  const of = stacks.names.map((name, frame) => (isOfLibrary(name, stacks.kinds[frame]) ? fold : frame));
  const shown = rewritten(stacks, (frame, caller) => (of[frame] === fold && caller === fold ? -1 : of[frame]));
  return {...shown, names: [...stacks.names, 'libraries'], kinds: Uint8Array.from([...stacks.kinds, Kind.FOLDED])};
}

/** The stacks with other frames. `shown(frame, caller)` is the replacement of a frame, or -1 for none, below its callers' replacements. */
function rewritten(stacks, shown) {
  const frames = new Int32Array(stacks.frames.length);
  const offsets = new Int32Array(stacks.offsets.length);
  let length = 0;
  for (let i = 0; i < offsets.length - 1; i++) {
    for (let at = stacks.offsets[i]; at < stacks.offsets[i + 1]; at++) {
      const frame = shown(stacks.frames[at], length > offsets[i] ? frames[length - 1] : -1);
      if (frame >= 0) {
        frames[length++] = frame;
      }
    }
    offsets[i + 1] = length;
  }
  return {...stacks, frames: frames.subarray(0, length), offsets};
}

/** Adds frames that stand for the values of a label, after those of the functions. */
function addGroups(stacks, {labels, labelSets}, key) {
  const names = stacks.names.slice();
  const kinds = Array.from(stacks.kinds);
  const frames = new Map();
  const frameOfSet = labelSets.map((set) => {
    const value = set.filter((label) => label.key === key).map(labelText).join(', ');
    const text = value ? `${key}: ${value}` : `no ${key}`;
    if (!frames.has(text)) {
      frames.set(text, names.length);
      names.push(text);
      kinds.push(Kind.LABEL);
    }
    return frames.get(text);
  });
  Object.assign(stacks, {names, kinds: Uint8Array.from(kinds), groups: labels.map((set) => frameOfSet[set])});
}

/** The labels: for each key its values with their amounts, the largest first, whether it grew or shrank. */
export function labelsOf({labels, labelSets}, {a, b}) {
  const sums = new Float64Array(labelSets.length);
  for (let i = 0; i < a.length; i++) {
    sums[labels[i]] += b ? a[i] - b[i] : a[i];
  }
  const keys = new Map();
  labelSets.forEach((set, index) => {
    for (const label of set) {
      const amounts = keys.get(label.key) ?? keys.set(label.key, new Map()).get(label.key);
      const text = labelText(label);
      amounts.set(text, (amounts.get(text) ?? 0) + sums[index]);
    }
  });
  return new Map([...keys].sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, amounts]) => [key, [...amounts].sort(([, x], [, y]) => Math.abs(y) - Math.abs(x))]));
}
