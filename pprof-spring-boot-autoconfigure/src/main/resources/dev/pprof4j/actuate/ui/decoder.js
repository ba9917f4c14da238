/**
 * Reads the fields of profile.proto in the order in which they arrive. What belongs together is determined when all
 * have been read.
 */
import {Column, Distinct, Numbering} from './columns.js';

/** The numbers of the fields, from profile.proto. */
const PROFILE = {sampleType: 1, sample: 2, mapping: 3, location: 4, function: 5, stringTable: 6, timeNanos: 9,
  durationNanos: 10, comment: 13, defaultSampleType: 14};
const VALUE_TYPE = {type: 1, unit: 2};
const SAMPLE = {locationId: 1, value: 2, label: 3};
const MAPPING = {fileName: 5};
const LABEL = {key: 1, text: 2, number: 3, unit: 4};
const LOCATION = {id: 1, address: 3, line: 4};
const LINE = {functionId: 1};
const FUNCTION = {id: 1, name: 2, fileName: 4};

/** The contents of a profile, by the numbers of its strings, locations and functions. */
export class Decoder {
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

  /** Reads the whole profile. */
  read() {
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
    this.stackOffsets.push(this.stacks.length);
    this.valueOffsets.push(this.values.length);
    return this;
  }

  /** Remembers where a string is; most strings are never looked at. */
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

  /** The first mapping is that of the program. */
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

  /** The functions of a location, innermost first. All but the last are inlined in the next. */
  location() {
    const reader = this.reader;
    const location = {address: '0', functionIds: []};
    let id = 0;
    const end = reader.end();
    for (let field = reader.field(end); field; field = reader.field(end)) {
      switch (field) {
        case LOCATION.id: id = reader.varint(); break;
        case LOCATION.address: location.address = reader.hexadecimal(); break;
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
}

function keyOf({key, text, number, unit}) {
  return `${key} ${text} ${number} ${unit}`;
}
