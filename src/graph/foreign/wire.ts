// Reading the protocol buffer encoding that ONNX files are written in (the other way: ../protobuf.ts). In one pass, never
// beyond the bytes, and within limits on what is read and kept: the file is not trusted.

import { InputError } from "../../core/errors.ts";
import { beyondLimit, howToRaise, limitOf } from "../../core/limits.ts";

/** One field of a message. */
export interface Field {
  readonly number: number;
  readonly wire: "varint" | "fixed32" | "fixed64" | "bytes";
  /** Of a varint, as the int64 that it stands for, rounded beyond 2⁵³; 0 of the others. */
  readonly value: number;
  /** Of a length-delimited or fixed field, a view into the message; empty of a varint. */
  readonly content: Uint8Array;
}

/** Messages within messages. */
const DEEPEST = 160;
/** For each part that there may be; real models have up to a million outside of their weights' bytes. */
const FIELDS_PER_PART = 8;
/** Characters of one name. */
const LONGEST_TEXT = 4096;
/** Of all names, for each part that there may be. */
const CHARACTERS_PER_PART = 64;

const NOTHING = new Uint8Array();
const utf8 = new TextDecoder();

/** Reads the messages of one file; InputError, naming the file, where it is damaged or beyond the limits. */
export class WireReader {
  readonly #file: string;
  readonly #mostParts = limitOf("graph-parts");
  #fields = 0;
  #parts = 0;
  #text = 0;
  #depth = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Calls `take` for each field of a message, in their order. */
  message(bytes: Uint8Array, take: (field: Field) => void): void {
    if (++this.#depth > DEEPEST) throw this.#beyond("its parts are too deep within one another");
    this.#countPart();
    const cursor = new Cursor(bytes, this.#file);
    while (!cursor.atEnd) {
      this.#countFields(1);
      take(cursor.field());
    }
    this.#depth--;
  }

  /** A name. What is no UTF-8 in it is replaced. */
  text({ content }: Field): string {
    this.#countPart();
    if (content.length > LONGEST_TEXT)
      throw this.#beyond(`a name has ${content.length} characters; expected at most ${LONGEST_TEXT}`);
    this.#text += content.length;
    const most = CHARACTERS_PER_PART * this.#mostParts;
    if (this.#text > most) throw this.#beyond(this.#many("characters in its names", most));
    return utf8.decode(content);
  }

  /** Adds the whole numbers of a repeated field, packed or one, to `values`. Beyond 2⁵³ they are rounded. */
  integers({ wire, value, content }: Field, values: number[]): void {
    if (wire === "varint") {
      values.push(value);
      return;
    }
    const cursor = new Cursor(content, this.#file);
    while (!cursor.atEnd) {
      this.#countFields(1);
      values.push(cursor.varint());
    }
  }

  /** Adds the float32 values of a repeated field, packed or one, to `values`. */
  floats({ content }: Field, values: number[]): void {
    this.#countFields(content.length / 4);
    const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
    for (let at = 0; at + 4 <= content.length; at += 4) values.push(view.getFloat32(at, true));
  }

  damaged(): InputError {
    return damaged(this.#file);
  }

  #countFields(count: number): void {
    this.#fields += count;
    const most = FIELDS_PER_PART * this.#mostParts;
    if (this.#fields > most) throw this.#beyond(this.#many("fields and numbers", most));
  }

  #countPart(): void {
    if (++this.#parts > this.#mostParts) throw this.#beyond(beyondLimit("graph-parts", this.#parts));
  }

  #many(what: string, most: number): string {
    return `it has more than ${most} ${what}; ${howToRaise("graph-parts", this.#parts)}`;
  }

  #beyond(why: string): InputError {
    return new InputError(`invalid ${this.#file}: ${why}`);
  }
}

class Cursor {
  readonly #bytes: Uint8Array;
  readonly #file: string;
  #at = 0;

  constructor(bytes: Uint8Array, file: string) {
    this.#bytes = bytes;
    this.#file = file;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  field(): Field {
    // A runtime would cut a longer one, and read another field than this.
    const key = this.#small();
    if (key < 8) throw damaged(this.#file);
    const number = key >>> 3;
    switch (key & 7) {
      case 0:
        return { number, wire: "varint", value: this.varint(), content: NOTHING };
      case 1:
        return { number, wire: "fixed64", value: 0, content: this.#take(8) };
      case 2:
        return { number, wire: "bytes", value: 0, content: this.#take(this.#small()) };
      case 5:
        return { number, wire: "fixed32", value: 0, content: this.#take(4) };
      default:
        throw damaged(this.#file);
    }
  }

  /** The int64 of a varint, of its halves of 32 bits, rounded once. */
  varint(): number {
    let [low, high] = [0, 0];
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      if (shift < 32) low |= (byte & 127) << shift;
      if (shift === 28) high = (byte & 127) >> 4;
      else if (shift > 28) high |= (byte & 127) << (shift - 32);
      if (byte < 128) return high * 2 ** 32 + (low >>> 0);
    }
    throw damaged(this.#file);
  }

  /** A varint below 2³². */
  #small(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 28; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128 && value < 2 ** 32) return value;
      if (byte < 128) break;
    }
    throw damaged(this.#file);
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw damaged(this.#file);
    return byte;
  }

  #take(length: number): Uint8Array {
    const first = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw damaged(this.#file);
    return this.#bytes.subarray(first, this.#at);
  }
}

function damaged(file: string): InputError {
  return new InputError(`invalid ${file}: it is no ONNX file, or damaged`);
}
