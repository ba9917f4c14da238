/**
 * Reads protobuf's wire format. Knows nothing of profiles.
 * See https://protobuf.dev/programming-guides/encoding
 */

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

const utf8 = new TextDecoder();

/** A cursor over bytes. Throws a RangeError where a message is cut off or makes no sense. */
export class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.wireType = VARINT;
  }

  /** A number without a sign; exact up to 2^53. */
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

  /** An int64, which is ten bytes long where it is negative. */
  int64() {
    const start = this.at;
    const value = this.varint();
    return this.at - start < 10 ? value : Number(BigInt.asIntN(64, this.exactly(start)));
  }

  /** A uint64, all digits of it in hexadecimal. */
  hexadecimal() {
    const start = this.at;
    const value = this.varint();
    return (Number.isSafeInteger(value) ? value : BigInt.asUintN(64, this.exactly(start))).toString(16);
  }

  /** What has just been read from there on. */
  exactly(start) {
    let exact = 0n;
    for (let i = start; i < this.at; i++) {
      exact |= BigInt(this.bytes[i] & 0x7f) << BigInt(7 * (i - start));
    }
    return exact;
  }

  /** Where the message or string that begins here ends. */
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

  /** The number of the next field, whose value is to be read or skipped; 0 at the end of the message. */
  field(end) {
    if (this.at >= end) {
      return 0;
    }
    const key = this.varint();
    this.wireType = key & 7;
    return key >>> 3;
  }

  /** Where the numbers of a repeated field end that begin here, packed or one by one. */
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
