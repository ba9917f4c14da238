/**
 * Reads profile.proto into columns: typed arrays instead of an object for each sample. So hundreds of thousands of
 * samples fit, and a worker can hand them over without copying.
 */
import {Column} from './columns.js';
import {Decoder} from './decoder.js';
import {Kind, kindOf} from './names.js';
import {Reader} from './wire.js';

/** The bytes of a profile, which may be compressed. */
async function gunzip(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    return bytes;
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * A profile:
 * - `types`: the `type` and `unit` of each value of a sample; `defaultType`: which one to show first;
 * - `names` and `kinds`: of functions, of which inlined ones are functions of their own;
 * - sample `i` has the functions `frames[offsets[i]]` to `frames[offsets[i + 1] - 1]`, outermost first,
 *   the values `values[type][i]`, and the labels `labelSets[labels[i]]`: `{key, text}` or `{key, number, unit}`;
 * - `subject`, the program or application that was profiled; `timeNanos`, `durationNanos`, `comments`.
 */
export async function decode(bytes) {
  const unpacked = await gunzip(bytes);
  try {
    return profileOf(new Decoder(new Reader(unpacked)).read());
  } catch (error) {
    throw error instanceof RangeError ? new Error(`This is not a pprof profile (${error.message})`) : error;
  }
}

/** Builds the profile, when everything has been read. */
function profileOf(raw) {
  const types = raw.sampleTypes.map(({type, unit}) => ({type: raw.text(type), unit: raw.text(unit)}));
  const shown = raw.defaultSampleType ? raw.text(raw.defaultSampleType) : '';
  const named = types.findIndex(({type}) => type === shown);
  const functions = new FunctionTable();
  const {frames, offsets} = stacksOf(raw, functions);
  return {
    types,
    defaultType: named < 0 ? types.length - 1 : named,
    names: functions.names,
    kinds: Uint8Array.from(functions.kinds),
    frames,
    offsets,
    values: types.map((_, index) => valuesOf(raw, index)),
    labels: raw.labels.trimmed(),
    labelSets: raw.labelSets.values.map((set) => set.map((label) => labelOf(raw, label))),
    subject: raw.text(raw.subject).replace(/^.*\//, ''),
    timeNanos: raw.timeNanos,
    durationNanos: raw.durationNanos,
    comments: raw.comments.map((comment) => raw.text(comment)),
  };
}

function valuesOf(raw, type) {
  const values = new Float64Array(raw.labels.length);
  const starts = raw.valueOffsets.values;
  const wanted = raw.sampleTypes.length;
  for (let i = 0; i < values.length; i++) {
    if (starts[i + 1] - starts[i] !== wanted) {
      throw new RangeError(`a sample has ${starts[i + 1] - starts[i]} values for ${wanted} types`);
    }
    values[i] = raw.values.values[starts[i] + type];
  }
  return values;
}

function labelOf(raw, {key, text, number, unit}) {
  return text ? {key: raw.text(key), text: raw.text(text)}
    : {key: raw.text(key), number, unit: raw.text(unit)};
}

/** All stacks, outermost function first, in the order in which they are drawn. */
function stacksOf(raw, functions) {
  const locations = Array.from(raw.locations, (location) => {
    if (!location) {
      throw new RangeError('a sample names a location that is not there');
    }
    return framesOf(raw, location, functions);
  });
  const starts = raw.stackOffsets.values;
  const numbers = raw.stacks.values;
  const offsets = new Int32Array(raw.labels.length + 1);
  const frames = new Column(Int32Array, raw.stacks.length + 1);
  for (let i = 0; i < offsets.length - 1; i++) {
    for (let at = starts[i + 1] - 1; at >= starts[i]; at--) {
      const inOne = locations[numbers[at]];
      if (inOne === undefined) {
        throw new RangeError('a sample names a location that is not there');
      }
      for (let k = 0; k < inOne.length; k++) {
        frames.push(inOne[k]);
      }
    }
    offsets[i + 1] = frames.length;
  }
  return {frames: frames.trimmed(), offsets};
}

function framesOf(raw, {address, functionIds}, functions) {
  if (!functionIds.length) {
    return [functions.indexOf(`0x${address}`, Kind.NATIVE)];
  }
  const frames = functionIds.map((id, index) => {
    const {name, fileName} = raw.functions.get(id) ?? {name: 0, fileName: 0};
    const text = raw.text(name) || '?';
    const inlined = index < functionIds.length - 1;
    return functions.indexOf(text, kindOf(text, raw.text(fileName), inlined));
  });
  return frames.reverse();
}

/**
 * Functions by name: overloads are one function, as in `go tool pprof`. A function that is inlined in one place and
 * called in another is also one, and counts as called.
 */
class FunctionTable {
  constructor() {
    this.names = [];
    this.kinds = [];
    this.indexes = new Map();
  }

  indexOf(name, kind) {
    let index = this.indexes.get(name);
    if (index === undefined) {
      index = this.names.length;
      this.names.push(name);
      this.kinds.push(kind);
      this.indexes.set(name, index);
    } else if (this.kinds[index] === Kind.INLINED) {
      this.kinds[index] = kind;
    }
    return index;
  }
}
