/**
 * Numbers as people read them: three digits and a unit.
 */

const BYTES = [['B', 1], ['KiB', 2 ** 10], ['MiB', 2 ** 20], ['GiB', 2 ** 30], ['TiB', 2 ** 40]];
const TIMES = [['ns', 1], ['µs', 1e3], ['ms', 1e6], ['s', 1e9], ['min', 60e9], ['h', 3600e9]];

/** How many of the smallest unit are in each unit that profiles are written in. */
const SCALES = {
  bytes: [BYTES, 1], byte: [BYTES, 1], kilobytes: [BYTES, 2 ** 10], megabytes: [BYTES, 2 ** 20],
  nanoseconds: [TIMES, 1], microseconds: [TIMES, 1e3], milliseconds: [TIMES, 1e6], seconds: [TIMES, 1e9],
};

const grouped = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const DIGITS = [2, 1, 0].map((digits) =>
  new Intl.NumberFormat('en', {minimumFractionDigits: digits, maximumFractionDigits: digits}));

function threeDigits(value) {
  const magnitude = Math.abs(value);
  return DIGITS[magnitude < 9.995 ? 0 : magnitude < 99.95 ? 1 : 2].format(value);
}

/** A function that writes values of a unit, for example `4.72 s`. */
export function formatter(unit) {
  if (!Object.hasOwn(SCALES, unit)) {
    return (value) => grouped.format(value);
  }
  const [units, factor] = SCALES[unit];
  return (value) => {
    const scaled = value * factor;
    const magnitude = Math.abs(scaled);
    let at = units.length - 1;
    while (at > 0 && magnitude < units[at][1] * 0.9995) {
      at--;
    }
    const [name, size] = units[at];
    return size === 1 ? `${grouped.format(scaled)} ${name}` : `${threeDigits(scaled / size)} ${name}`;
  };
}

/** The same, with a sign, for differences. */
export function signed(format) {
  return (value) => withSign(value, format(Math.abs(value)));
}

/** A value that rounds to zero has no sign. */
function withSign(value, text) {
  return !/[1-9]/.test(text) ? text : value > 0 ? `+${text}` : `−${text}`;
}

/** A share of a whole, for example `12.3`; empty if there is no whole. */
export function percent(part, whole, digits = 1) {
  return whole ? ((100 * part) / whole).toFixed(digits) : '';
}

export function signedPercent(part, whole, digits = 1) {
  return withSign(part, percent(Math.abs(part), whole, digits));
}

/** A label's value, for example `1 MiB`. */
export function labelText(label) {
  return label.text ?? (label.unit ? formatter(label.unit)(label.number) : String(label.number));
}

/** A date and time of day in the reader's time zone. */
export function time(nanos) {
  return nanos ? new Date(nanos / 1e6).toLocaleString('en', {dateStyle: 'medium', timeStyle: 'medium'}) : '';
}
