/**
 * The amounts of functions, each summed over every place where it occurs.
 */
import {has} from './stacks.js';

/**
 * For each function its value in stacks that end in it (`flat`) and in stacks that contain it (`cum`, each stack
 * once, however often the function recurses); `flatB` and `cumB` are those of the base.
 */
export function top({names, frames, offsets, picked, a, b}) {
  const result = {flat: new Float64Array(names.length), cum: new Float64Array(names.length)};
  result.flatB = b && new Float64Array(names.length);
  result.cumB = b && new Float64Array(names.length);
  const lastStack = new Int32Array(names.length).fill(-1);
  for (const i of picked) {
    const start = offsets[i];
    const end = offsets[i + 1];
    for (let at = start; at < end; at++) {
      const frame = frames[at];
      if (lastStack[frame] !== i) {
        lastStack[frame] = i;
        result.cum[frame] += a[i];
        if (b) {
          result.cumB[frame] += b[i];
        }
      }
    }
    if (end > start) {
      result.flat[frames[end - 1]] += a[i];
      if (b) {
        result.flatB[frames[end - 1]] += b[i];
      }
    }
  }
  return result;
}

/**
 * The same as rows, without functions that amount to nothing: `{frame, name, flat, cum, base}`. If two profiles are
 * compared, `flat` and `cum` are differences.
 */
export function rowsOf(stacks) {
  const {names} = stacks;
  const {flat, cum, flatB, cumB} = top(stacks);
  const rows = [];
  for (let frame = 0; frame < names.length; frame++) {
    if (cum[frame] || cumB?.[frame]) {
      rows.push({frame, name: names[frame], flat: flat[frame] - (flatB ? flatB[frame] : 0),
        cum: cum[frame] - (cumB ? cumB[frame] : 0), base: cumB ? cumB[frame] : 0});
    }
  }
  return rows;
}

/** The largest first, whether they grew or shrank; names in alphabetical order. */
export function sorted(rows, column) {
  return rows.slice().sort(column === 'name' ? (x, y) => (x.name < y.name ? -1 : 1)
    : (x, y) => Math.abs(y[column]) - Math.abs(x[column]) || Math.abs(y.cum) - Math.abs(x.cum));
}

/** The amount of the stacks that have a matching function, as `-focus` of `go tool pprof` counts, or are in a matching group. */
export function amountOf(matched, {frames, offsets, picked, a, b, groups}) {
  let amount = 0;
  for (const i of picked) {
    if ((groups && matched[groups[i]]) || has(matched, frames, offsets[i], offsets[i + 1])) {
      amount += b ? a[i] - b[i] : a[i];
    }
  }
  return amount;
}
