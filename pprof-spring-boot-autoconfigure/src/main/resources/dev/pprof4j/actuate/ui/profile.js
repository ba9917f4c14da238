/**
 * Reads profile.proto into columns: typed arrays instead of an object for each sample, so that
 * hundreds of thousands of samples fit, and can be handed from a worker without being copied.
 */
import {Reader} from './wire.js';
import {Kind, kindOf} from './names.js';

/** Numbers of the fields, from profile.proto. */
const PROFILE = {sampleType: 1, sample: 2, mapping: 3, location: 4, function: 5, stringTable: 6, timeNanos: 9,
  durationNanos: 10, periodType: 11, period: 12, comment: 13, defaultSampleType: 14};
const VALUE_TYPE = {type: 1, unit: 2};
const SAMPLE = {locationId: 1, value: 2, label: 3};
const MAPPING = {fileName: 5};
const LABEL = {key: 1, text: 2, number: 3, unit: 4};
const LOCATION = {id: 1, address: 3, line: 4};
const LINE = {functionId: 1};
const FUNCTION = {id: 1, name: 2, fileName: 4};

/** An array of numbers that grows. */
class Column {
  constructor(Type, capacity = 1024) {
    this.values = new Type(capacity);
    this.length = 0;
  }

  push(value) {
    if (this.length === this.values.length) {
      const larger = new this.values.constructor(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  trimmed() {
    return this.values.slice(0, this.length);
  }
}

/** The bytes of a profile, which writers compress or not. */
export async function gunzip(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    return bytes;
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * A profile:
 * - `types`: for each value of a sample its `type` and `unit`; `defaultType`, which one to show first;
 * - `names` and `kinds` of functions; inlined ones are functions of their own;
 * - sample `i` has the functions `frames[offsets[i]]` to `frames[offsets[i + 1] - 1]`, outermost first,
 *   the values `values[type][i]`, and the labels `labelSets[labels[i]]`: `{key, text}` or `{key, number, unit}`;
 * - `subject`, the program or application that was profiled; `timeNanos`, `durationNanos`, `comments`.
 */
export async function decode(bytes) {
  const raw = await gunzip(bytes);
  try {
    return new Decoder(new Reader(raw)).profile();
  } catch (error) {
    throw error instanceof RangeError ? new Error(`This is not a pprof profile (${error.message})`) : error;
  }
}

class Decoder {
  constructor(reader) {
    this.reader = reader;
    this.strings = [];
    this.stringStarts = new Column(Int32Array);
    this.stringEnds = new Column(Int32Array);
    this.sampleTypes = [];
    this.defaultSampleType = 0;
    this.comments = [];
    this.timeNanos = 0;
    this.durationNanos = 0;
    this.locationIds = new Column(Float64Array, 1 << 16);
    this.sampleOffsets = new Column(Int32Array);
    this.sampleValues = new Column(Float64Array);
    this.valueOffsets = new Column(Int32Array);
    this.labels = new Column(Int32Array);
    this.labelSets = [[]];
    this.labelSetsByText = new Map([['', 0]]);
    this.subject = 0;
    this.locations = new Map();
    this.functions = new Map();
  }

  profile() {
    const reader = this.reader;
    reader.fields(reader.bytes.length, (field, wireType) => {
      switch (field) {
        case PROFILE.sampleType: this.sampleTypes.push(this.valueType()); break;
        case PROFILE.sample: this.sample(); break;
        case PROFILE.mapping: this.mapping(); break;
        case PROFILE.location: this.location(); break;
        case PROFILE.function: this.function(); break;
        case PROFILE.stringTable: this.string(); break;
        case PROFILE.timeNanos: this.timeNanos = reader.int64(); break;
        case PROFILE.durationNanos: this.durationNanos = reader.int64(); break;
        case PROFILE.comment: reader.repeated(wireType, () => this.comments.push(reader.varint())); break;
        case PROFILE.defaultSampleType: this.defaultSampleType = reader.varint(); break;
        default: return false;
      }
      return true;
    });
    if (!this.sampleTypes.length) {
      throw new RangeError('it has no sample type');
    }
    return this.columns();
  }

  /** Where a string is; most are never looked at. */
  string() {
    const end = this.reader.end();
    this.stringStarts.push(this.reader.at);
    this.stringEnds.push(end);
    this.reader.at = end;
  }

  text(index) {
    if (!(index < this.stringStarts.length)) {
      throw new RangeError(`there is no string ${index}`);
    }
    return this.strings[index] ??=
      this.reader.text(this.stringStarts.values[index], this.stringEnds.values[index]);
  }

  valueType() {
    const result = {type: 0, unit: 0};
    this.message((field) => {
      switch (field) {
        case VALUE_TYPE.type: result.type = this.reader.varint(); return true;
        case VALUE_TYPE.unit: result.unit = this.reader.varint(); return true;
        default: return false;
      }
    });
    return result;
  }

  sample() {
    const reader = this.reader;
    let labelText = '';
    const labels = [];
    this.sampleOffsets.push(this.locationIds.length);
    this.valueOffsets.push(this.sampleValues.length);
    this.message((field, wireType) => {
      switch (field) {
        case SAMPLE.locationId: reader.repeated(wireType, () => this.locationIds.push(reader.varint())); return true;
        case SAMPLE.value: reader.repeated(wireType, () => this.sampleValues.push(reader.int64())); return true;
        case SAMPLE.label: {
          const label = this.label();
          labels.push(label);
          labelText += `${label.key} ${label.text} ${label.number} ${label.unit};`;
          return true;
        }
        default: return false;
      }
    });
    let set = this.labelSetsByText.get(labelText);
    if (set === undefined) {
      set = this.labelSets.length;
      this.labelSets.push(labels);
      this.labelSetsByText.set(labelText, set);
    }
    this.labels.push(set);
  }

  label() {
    const label = {key: 0, text: 0, number: 0, unit: 0};
    this.message((field) => {
      switch (field) {
        case LABEL.key: label.key = this.reader.varint(); return true;
        case LABEL.text: label.text = this.reader.varint(); return true;
        case LABEL.number: label.number = this.reader.int64(); return true;
        case LABEL.unit: label.unit = this.reader.varint(); return true;
        default: return false;
      }
    });
    return label;
  }

  /** The first one is the program's. */
  mapping() {
    this.message((field) => {
      if (field !== MAPPING.fileName) {
        return false;
      }
      const fileName = this.reader.varint();
      this.subject ||= fileName;
      return true;
    });
  }

  /** The functions of a location, innermost first: all but the last one are inlined in the next. */
  location() {
    const reader = this.reader;
    let id = 0;
    let address = 0;
    const functionIds = [];
    this.message((field) => {
      switch (field) {
        case LOCATION.id: id = reader.varint(); return true;
        case LOCATION.address: address = reader.varint(); return true;
        case LOCATION.line: this.message((inner) => {
          if (inner !== LINE.functionId) {
            return false;
          }
          functionIds.push(reader.varint());
          return true;
        }); return true;
        default: return false;
      }
    });
    this.locations.set(id, {address, functionIds});
  }

  function() {
    const result = {name: 0, fileName: 0};
    let id = 0;
    this.message((field) => {
      switch (field) {
        case FUNCTION.id: id = this.reader.varint(); return true;
        case FUNCTION.name: result.name = this.reader.varint(); return true;
        case FUNCTION.fileName: result.fileName = this.reader.varint(); return true;
        default: return false;
      }
    });
    this.functions.set(id, result);
  }

  message(callback) {
    this.reader.fields(this.reader.end(), callback);
  }

  columns() {
    const types = this.sampleTypes.map(({type, unit}) => ({type: this.text(type), unit: this.text(unit)}));
    const shown = this.defaultSampleType ? this.text(this.defaultSampleType) : '';
    const named = types.findIndex(({type}) => type === shown);
    const functions = new FunctionTable();
    const {frames, offsets} = this.stacks(functions);
    return {
      types,
      defaultType: named < 0 ? types.length - 1 : named,
      names: functions.names,
      kinds: Uint8Array.from(functions.kinds),
      frames,
      offsets,
      values: types.map((_, index) => this.valuesOf(index)),
      labels: this.labels.trimmed(),
      labelSets: this.labelSets.map((set) => set.map((label) => this.labelOf(label))),
      subject: this.text(this.subject).replace(/^.*\//, ''),
      timeNanos: this.timeNanos,
      durationNanos: this.durationNanos,
      comments: this.comments.map((comment) => this.text(comment)),
    };
  }

  valuesOf(type) {
    const values = new Float64Array(this.labels.length);
    for (let i = 0; i < values.length; i++) {
      values[i] = this.sampleValues.values[this.valueOffsets.values[i] + type];
    }
    return values;
  }

  labelOf({key, text, number, unit}) {
    return text ? {key: this.text(key), text: this.text(text)}
      : {key: this.text(key), number, unit: this.text(unit)};
  }

  /** All stacks, outermost function first, which is the order in which they are drawn. */
  stacks(functions) {
    const outermostFirst = new Map();
    for (const [id, location] of this.locations) {
      outermostFirst.set(id, this.framesOf(location, functions));
    }
    const count = this.labels.length;
    this.sampleOffsets.push(this.locationIds.length);
    const offsets = new Int32Array(count + 1);
    const frames = new Column(Int32Array, this.locationIds.length + 1);
    for (let i = 0; i < count; i++) {
      const start = this.sampleOffsets.values[i];
      for (let at = this.sampleOffsets.values[i + 1] - 1; at >= start; at--) {
        const location = outermostFirst.get(this.locationIds.values[at]);
        if (location === undefined) {
          throw new RangeError(`there is no location ${this.locationIds.values[at]}`);
        }
        for (const frame of location) {
          frames.push(frame);
        }
      }
      offsets[i + 1] = frames.length;
    }
    return {frames: frames.trimmed(), offsets};
  }

  framesOf({address, functionIds}, functions) {
    if (!functionIds.length) {
      return [functions.indexOf(`0x${address.toString(16)}`, Kind.NATIVE)];
    }
    const frames = functionIds.map((id, index) => {
      const {name, fileName} = this.functions.get(id) ?? {name: 0, fileName: 0};
      const text = this.text(name) || '?';
      const inlined = index < functionIds.length - 1;
      return functions.indexOf(text, kindOf(text, this.text(fileName), inlined));
    });
    return frames.reverse();
  }
}

/**
 * Functions by name: overloads are one, as in `go tool pprof`. One that is found inlined here and
 * called there is one too, and counts as called.
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
