/**
 * What functions amount to, each summed over every place where it occurs.
 */
import {has} from './stacks.js';

/**
 * For each function its value in stacks that end in it (`flat`) and in stacks that it is part of (`cum`, each
 * stack once, however often it recurses); `flatB` and `cumB` are those of the base.
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

/** What the stacks amount to that have a matching function: as `-focus` of `go tool pprof` counts. */
export function amountOf(matched, {frames, offsets, picked, a, b}) {
  let amount = 0;
  for (const i of picked) {
    if (has(matched, frames, offsets[i], offsets[i + 1])) {
      amount += b ? a[i] - b[i] : a[i];
    }
  }
  return amount;
}
