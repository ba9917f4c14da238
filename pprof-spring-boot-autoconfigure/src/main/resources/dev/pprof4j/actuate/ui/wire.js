/**
 * Reads protobuf's wire format. Independent of profiles.
 * See https://protobuf.dev/programming-guides/encoding
 */

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

const utf8 = new TextDecoder();

/** A cursor over bytes. Throws a RangeError if a message is cut off or malformed. */
export class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.wireType = VARINT;
  }

  /** An unsigned number; exact up to 2^53. */
  varint() {
    const bytes = this.bytes;
    let at = this.at;
    let byte = bytes[at++];
    if (byte < 0x80) {
      this.at = at;
      return byte;
    }
    let value = byte & 0x7f;
    let factor = 0x80;
    do {
      byte = bytes[at++];
      if (byte === undefined || factor > 2 ** 63) {
        throw new RangeError('cut off or malformed');
      }
      value += (byte & 0x7f) * factor;
      factor *= 0x80;
    } while (byte >= 0x80);
    this.at = at;
    return value;
  }

  /** An int64, which takes ten bytes if it is negative. */
  int64() {
    const start = this.at;
    const value = this.varint();
    return this.at - start < 10 ? value : Number(BigInt.asIntN(64, this.exactly(start)));
  }

  /** A uint64 in hexadecimal, with all its digits. */
  hexadecimal() {
    const start = this.at;
    const value = this.varint();
    return (Number.isSafeInteger(value) ? value : BigInt.asUintN(64, this.exactly(start))).toString(16);
  }

  /** The exact value of what was read since `start`. */
  exactly(start) {
    let exact = 0n;
    for (let i = start; i < this.at; i++) {
      exact |= BigInt(this.bytes[i] & 0x7f) << BigInt(7 * (i - start));
    }
    return exact;
  }

  /** The end of the message or string that begins here. */
  end() {
    const length = this.varint();
    if (!(this.at + length <= this.bytes.length)) {
      throw new RangeError('cut off');
    }
    return this.at + length;
  }

  text(start, end) {
    return utf8.decode(this.bytes.subarray(start, end));
  }

  /** The number of the next field, whose value must be read or skipped; 0 at the end of the message. */
  field(end) {
    if (this.at >= end) {
      return 0;
    }
    const key = this.varint();
    this.wireType = key & 7;
    return key >>> 3;
  }

  /** The end of the numbers of a repeated field that begin here, packed or not. */
  endOfNumbers() {
    return this.wireType === BYTES ? this.end() : this.at + 1;
  }

  skip() {
    switch (this.wireType) {
      case VARINT: this.varint(); break;
      case FIXED64: this.at += 8; break;
      case BYTES: this.at = this.end(); break;
      case FIXED32: this.at += 4; break;
      default: throw new RangeError(`unknown wire type ${this.wireType}`);
    }
  }
}
