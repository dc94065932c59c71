// Numbers as JSON writes them, as short as float32 allows: a float32 that is printed as a double takes up to 19 digits, the
// text here at most 9, and reads back to the same float32. Written straight into bytes: pictures have millions.

/** "-1.23456789e-10," is the longest text of a number. */
const MOST_BYTES = 16;
const DIGIT = "0".charCodeAt(0);
const [POINT, MINUS, COMMA] = [".", "-", ","].map((sign) => sign.charCodeAt(0)) as [number, number, number];

/** Decimals that are tried, fewest first: a power of ten, and how many. */
const DECIMALS = [7, 8, 9, 10, 11, 12].map((digits) => ({ digits, scale: 10 ** digits }));
/** Smaller numbers take the slow way, and so do those of more digits than this has zeros. */
const FAST_FROM = 1e-4;
const MOST_SCALED = 1e9;

/**
 * The numbers in order with commas between them, without brackets. Those of a Float32Array read back to the same float32,
 * all others to the same double; every one must be finite.
 */
export function numberText(values: ArrayLike<number>): Buffer {
  const text = Buffer.allocUnsafe(values.length * (values instanceof Float32Array ? MOST_BYTES : 26));
  const single = values instanceof Float32Array;
  let at = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (index > 0) text[at++] = COMMA;
    const written = single ? writeSingle(text, at, value) : writeInteger(text, at, value);
    at = written > 0 ? written : at + text.write(slowText(value, single), at, "latin1");
  }
  return text.subarray(0, at);
}

/** Writes a float32 of moderate size; returns where it ends, 0 where it takes the slow way. */
function writeSingle(text: Buffer, start: number, value: number): number {
  const size = Math.abs(value);
  if (size === 0 || size >= 1) return writeInteger(text, start, value);
  if (size < FAST_FROM) return 0;
  for (const { digits, scale } of DECIMALS) {
    const scaled = Math.round(size * scale);
    if (scaled >= MOST_SCALED) return 0;
    // The quotient of two exact numbers is the double nearest to the decimal, which is what a reader gets.
    if (Math.fround(scaled / scale) === size && scaled < scale)
      return writeFraction(text, start, scaled, digits, value < 0);
  }
  return 0;
}

function writeFraction(
  text: Buffer,
  start: number,
  scaled: number,
  decimals: number,
  negative: boolean,
): number {
  let at = start;
  if (negative) text[at++] = MINUS;
  text[at++] = DIGIT;
  text[at++] = POINT;
  let [rest, digits] = [scaled, decimals];
  while (rest % 10 === 0) {
    rest = (rest / 10) | 0;
    digits--;
  }
  for (let place = at + digits - 1; place >= at; place--) {
    const next = (rest / 10) | 0;
    text[place] = DIGIT + rest - next * 10;
    rest = next;
  }
  return at + digits;
}

/** Writes an integer of up to nine digits; returns where it ends, 0 for any other number. */
function writeInteger(text: Buffer, start: number, value: number): number {
  const size = Math.abs(value);
  if (size >= 1e9 || !Number.isInteger(value)) return 0;
  let at = start;
  if (value < 0) text[at++] = MINUS;
  let digits = 1;
  for (let power = 10; power <= size; power *= 10) digits++;
  let rest = size;
  for (let place = at + digits - 1; place >= at; place--) {
    const next = (rest / 10) | 0;
    text[place] = DIGIT + rest - next * 10;
    rest = next;
  }
  at += digits;
  return at;
}

function slowText(value: number, single: boolean): string {
  if (!single) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return shortest(Number(text));
  }
  return shortest(Number(value.toPrecision(9)));
}

/** Zeros that an exponent saves are not written. */
function shortest(value: number): string {
  const size = Math.abs(value);
  return size >= MOST_SCALED || size < FAST_FROM ? value.toExponential() : String(value);
}
