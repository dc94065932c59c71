// Numbers that travel as bytes: a uint32 length (little-endian), that many bytes of JSON, then the arrays one after
// the other, each on a multiple of four bytes. The JSON's field "arrays" says what they are.

import { InputError, InvariantError } from "../core/errors.ts";

const ALIGNMENT = 4;
const KINDS = { f32: Float32Array, u8: Uint8Array } as const;

type Kind = keyof typeof KINDS;
type FrameArray = Float32Array | Uint8Array;

/** What a frame holds: a JSON value, and arrays by name. */
export interface Frame {
  readonly json: unknown;
  readonly arrays: Readonly<Record<string, FrameArray>>;
}

interface Placed {
  readonly name: string;
  readonly kind: Kind;
  readonly length: number;
}

/** The bytes of a frame. */
export function encodeFrame({ json, arrays }: Frame): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(arrays);
  const placed = entries.map(
    ([name, array]): Placed => ({ name, kind: kindOf(array), length: array.length }),
  );
  const head = new TextEncoder().encode(JSON.stringify({ json, arrays: placed }));
  const start = aligned(4 + head.length);
  const bytes = new Uint8Array(entries.reduce((end, [, array]) => aligned(end + array.byteLength), start));
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  let at = start;
  for (const [, array] of entries) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at = aligned(at + array.byteLength);
  }
  return bytes;
}

/** The frame of some bytes; InputError where they are cut off or no frame. */
export function decodeFrame(bytes: ArrayBuffer): Frame {
  const fail = (why: string): InputError => new InputError(`invalid answer: ${why}`);
  if (bytes.byteLength < 4) throw fail("it is cut off");
  const length = new DataView(bytes).getUint32(0, true);
  if (4 + length > bytes.byteLength) throw fail("its head is cut off");
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length))) as {
    readonly json: unknown;
    readonly arrays: readonly Placed[];
  };
  let at = aligned(4 + length);
  const arrays: Record<string, FrameArray> = {};
  for (const { name, kind, length: count } of head.arrays) {
    const array = KINDS[kind];
    if (at + count * array.BYTES_PER_ELEMENT > bytes.byteLength) throw fail(`${name} is cut off`);
    arrays[name] = new array(bytes, at, count);
    at = aligned(at + count * array.BYTES_PER_ELEMENT);
  }
  return { json: head.json, arrays };
}

/** An array of a frame by name and kind; InvariantError where it is another. */
export function floatsOf({ arrays }: Frame, name: string): Float32Array {
  const array = arrays[name];
  if (array instanceof Float32Array) return array;
  throw new InvariantError(`a frame without floats "${name}"`);
}

/** As floatsOf, for bytes. */
export function bytesOf({ arrays }: Frame, name: string): Uint8Array {
  const array = arrays[name];
  if (array instanceof Uint8Array) return array;
  throw new InvariantError(`a frame without bytes "${name}"`);
}

function kindOf(array: FrameArray): Kind {
  return array instanceof Float32Array ? "f32" : "u8";
}

function aligned(at: number): number {
  return Math.ceil(at / ALIGNMENT) * ALIGNMENT;
}
