/**
 * Columns of numbers, and numbers for values. A profile is kept in these, since an object for each sample would be
 * too much.
 */

/** An array of numbers that grows. */
export class Column {
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

/** Values, numbered in the order in which they are first met. */
export class Distinct {
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

/** Numbers from 0 on for ids. Most ids are small, and for these an array is faster than a map. */
export class Numbering {
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
