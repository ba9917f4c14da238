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
async function gunzip(bytes) {
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
    this.subject = 0;
    this.timeNanos = 0;
    this.durationNanos = 0;
    /** Samples: numbers of locations in the order in which they are met, values, numbers of label sets. */
    this.stacks = new Column(Int32Array, 1 << 16);
    this.stackOffsets = new Column(Int32Array);
    this.values = new Column(Float64Array);
    this.valueOffsets = new Column(Int32Array);
    this.labels = new Column(Int32Array);
    this.labelSets = new Distinct([[]]);
    this.locationIds = new Numbering();
    this.locations = [];
    this.functions = new Map();
  }

  profile() {
    const reader = this.reader;
    const end = reader.bytes.length;
    for (let field = reader.field(end); field; field = reader.field(end)) {
      switch (field) {
        case PROFILE.sampleType: this.sampleTypes.push(this.valueType()); break;
        case PROFILE.sample: this.sample(); break;
        case PROFILE.mapping: this.mapping(); break;
        case PROFILE.location: this.location(); break;
        case PROFILE.function: this.function(); break;
        case PROFILE.stringTable: this.string(); break;
        case PROFILE.timeNanos: this.timeNanos = reader.int64(); break;
        case PROFILE.durationNanos: this.durationNanos = reader.int64(); break;
        case PROFILE.comment: this.comment(); break;
        case PROFILE.defaultSampleType: this.defaultSampleType = reader.varint(); break;
        default: reader.skip();
      }
    }
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

  comment() {
    const reader = this.reader;
    for (const end = reader.endOfNumbers(); reader.at < end;) {
      this.comments.push(reader.varint());
    }
  }

  valueType() {
    const reader = this.reader;
    const result = {type: 0, unit: 0};
    const end = reader.end();
    for (let field = reader.field(end); field; field = reader.field(end)) {
      switch (field) {
        case VALUE_TYPE.type: result.type = reader.varint(); break;
        case VALUE_TYPE.unit: result.unit = reader.varint(); break;
        default: reader.skip();
      }
    }
    return result;
  }

  sample() {
    const {reader, stacks, values} = this;
    const labels = [];
    this.stackOffsets.push(stacks.length);
    this.valueOffsets.push(values.length);
    const end = reader.end();
    for (let field = reader.field(end); field; field = reader.field(end)) {
      switch (field) {
        case SAMPLE.locationId:
          for (const last = reader.endOfNumbers(); reader.at < last;) {
            stacks.push(this.locationIds.of(reader.varint()));
          }
          break;
        case SAMPLE.value:
          for (const last = reader.endOfNumbers(); reader.at < last;) {
            values.push(reader.int64());
          }
          break;
        case SAMPLE.label: labels.push(this.label()); break;
        default: reader.skip();
      }
    }
    this.labels.push(labels.length ? this.labelSets.of(labels.map(keyOf).join(), labels) : 0);
  }

  label() {
    const reader = this.reader;
    const label = {key: 0, text: 0, number: 0, unit: 0};
    const end = reader.end();
    for (let field = reader.field(end); field; field = reader.field(end)) {
      switch (field) {
        case LABEL.key: label.key = reader.varint(); break;
        case LABEL.text: label.text = reader.varint(); break;
        case LABEL.number: label.number = reader.int64(); break;
        case LABEL.unit: label.unit = reader.varint(); break;
        default: reader.skip();
      }
    }
    return label;
  }

  /** The first one is the program's. */
  mapping() {
    const reader = this.reader;
    const end = reader.end();
    for (let field = reader.field(end); field; field = reader.field(end)) {
      if (field === MAPPING.fileName) {
        const fileName = reader.varint();
        this.subject ||= fileName;
      } else {
        reader.skip();
      }
    }
  }

  /** The functions of a location, innermost first: all but the last one are inlined in the next. */
  location() {
    const reader = this.reader;
    const location = {address: 0, functionIds: []};
    let id = 0;
    const end = reader.end();
    for (let field = reader.field(end); field; field = reader.field(end)) {
      switch (field) {
        case LOCATION.id: id = reader.varint(); break;
        case LOCATION.address: location.address = reader.varint(); break;
        case LOCATION.line: location.functionIds.push(this.line()); break;
        default: reader.skip();
      }
    }
    this.locations[this.locationIds.of(id)] = location;
  }

  line() {
    const reader = this.reader;
    let functionId = 0;
    const end = reader.end();
    for (let field = reader.field(end); field; field = reader.field(end)) {
      if (field === LINE.functionId) {
        functionId = reader.varint();
      } else {
        reader.skip();
      }
    }
    return functionId;
  }

  function() {
    const reader = this.reader;
    const result = {name: 0, fileName: 0};
    let id = 0;
    const end = reader.end();
    for (let field = reader.field(end); field; field = reader.field(end)) {
      switch (field) {
        case FUNCTION.id: id = reader.varint(); break;
        case FUNCTION.name: result.name = reader.varint(); break;
        case FUNCTION.fileName: result.fileName = reader.varint(); break;
        default: reader.skip();
      }
    }
    this.functions.set(id, result);
  }

  columns() {
    const types = this.sampleTypes.map(({type, unit}) => ({type: this.text(type), unit: this.text(unit)}));
    const shown = this.defaultSampleType ? this.text(this.defaultSampleType) : '';
    const named = types.findIndex(({type}) => type === shown);
    const functions = new FunctionTable();
    const {frames, offsets} = this.stacksOf(functions);
    return {
      types,
      defaultType: named < 0 ? types.length - 1 : named,
      names: functions.names,
      kinds: Uint8Array.from(functions.kinds),
      frames,
      offsets,
      values: types.map((_, index) => this.valuesOf(index)),
      labels: this.labels.trimmed(),
      labelSets: this.labelSets.values.map((set) => set.map((label) => this.labelOf(label))),
      subject: this.text(this.subject).replace(/^.*\//, ''),
      timeNanos: this.timeNanos,
      durationNanos: this.durationNanos,
      comments: this.comments.map((comment) => this.text(comment)),
    };
  }

  valuesOf(type) {
    const values = new Float64Array(this.labels.length);
    for (let i = 0; i < values.length; i++) {
      values[i] = this.values.values[this.valueOffsets.values[i] + type];
    }
    return values;
  }

  labelOf({key, text, number, unit}) {
    return text ? {key: this.text(key), text: this.text(text)}
      : {key: this.text(key), number, unit: this.text(unit)};
  }

  /** All stacks, outermost function first, which is the order in which they are drawn. */
  stacksOf(functions) {
    const locations = Array.from(this.locations, (location) => {
      if (!location) {
        throw new RangeError('a sample names a location that is not there');
      }
      return this.framesOf(location, functions);
    });
    this.stackOffsets.push(this.stacks.length);
    const starts = this.stackOffsets.values;
    const numbers = this.stacks.values;
    const offsets = new Int32Array(this.labels.length + 1);
    const frames = new Column(Int32Array, this.stacks.length + 1);
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

function keyOf({key, text, number, unit}) {
  return `${key} ${text} ${number} ${unit}`;
}

/** Values that are numbered as they are first met. */
class Distinct {
  constructor(values) {
    this.values = values;
    this.numbers = new Map();
  }

  of(key, value) {
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.values.length;
      this.values.push(value);
      this.numbers.set(key, number);
    }
    return number;
  }
}

/** Numbers from 0 on for ids, which are mostly small: then an array finds them faster than a map. */
class Numbering {
  constructor() {
    this.small = new Int32Array(1 << 20);
    this.large = new Map();
    this.count = 0;
  }

  of(id) {
    if (id < this.small.length) {
      return (this.small[id] ||= ++this.count) - 1;
    }
    if (!this.large.has(id)) {
      this.large.set(id, this.count++);
    }
    return this.large.get(id);
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
