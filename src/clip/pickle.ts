// A pickle read as data: an interpreter of the opcodes that torch.save writes, which calls nothing. Globals are names;
// the caller says what each name applied to its arguments means, and refuses the rest. Time and memory are linear in the
// values it makes, counted against the limit pickle-items: its memo may use one value any number of times.
// https://docs.python.org/3/library/pickletools.html

import { beyondLimit, limitOf } from "../core/limits.ts";

export interface PickleGlobal {
  readonly global: string;
}

export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleGlobal
  | readonly PickleValue[]
  | Map<string, PickleValue>
  | object;

/** What a pickle's names mean. Each may throw to refuse. */
export interface PickleMeaning {
  /** A name that stands in the pickle, "module.name": throws if it is not among those known. */
  admit(global: string): void;
  /** A known name applied to arguments: in time linear in them, each list among them counted as its length. */
  apply(global: string, operands: readonly PickleValue[]): PickleValue;
  /** What BINPERSID refers to. */
  persistent(id: PickleValue): PickleValue;
  /** The error for a pickle that cannot be read. */
  fail(why: string): Error;
}

const MARK = Symbol("mark");
type Item = PickleValue | typeof MARK;

/**
 * Reads one pickle; whatever is not plain data in it is refused through `meaning`. Lists and dicts may be shared, and
 * contain themselves. Of a dict only what has a text as key is kept: see setItem.
 */
export function readPickle(bytes: Uint8Array, meaning: PickleMeaning): PickleValue {
  return new Unpickler(bytes, meaning).run();
}

/**
 * Keeps an item of a dict whose key is a text, as names of tensors are. Others (a training program's state counts in numbers)
 * are left out: numbers can be chosen so that a table takes a time quadratic in them.
 */
export function setItem(dict: Map<string, PickleValue>, key: PickleValue, value: PickleValue): void {
  if (typeof key === "string") dict.set(key, value);
}

class Unpickler {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #meaning: PickleMeaning;
  readonly #stack: Item[] = [];
  readonly #memo = new Map<number, PickleValue>();
  readonly #decoder = new TextDecoder();
  readonly #mostItems = limitOf("pickle-items");
  #items = 0;
  #at = 0;

  constructor(bytes: Uint8Array, meaning: PickleMeaning) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#meaning = meaning;
  }

  run(): PickleValue {
    for (;;) {
      const code = this.#take(1)[0] ?? 0;
      if (code === 0x2e) return this.#pop();
      const step = OPCODES.get(code);
      if (step === undefined) {
        throw this.#meaning.fail(
          `its pickle has opcode 0x${code.toString(16)}, which plain tensors do not need`,
        );
      }
      step(this);
    }
  }

  readonly unsigned = (size: 1 | 2 | 4 | 8): number => {
    const at = this.#advance(size);
    if (size === 1) return this.#view.getUint8(at);
    if (size === 2) return this.#view.getUint16(at, true);
    if (size === 4) return this.#view.getUint32(at, true);
    return Number(this.#view.getBigUint64(at, true));
  };
  readonly signed32 = (): number => this.#view.getInt32(this.#advance(4), true);
  readonly float64 = (): number => this.#view.getFloat64(this.#advance(8), false);
  readonly text = (length: number): string => this.#decoder.decode(this.#take(length));
  readonly bytes = (length: number): Uint8Array => this.#take(length).slice();

  /** Two's complement, little-endian. */
  readonly integer = (length: number): bigint | number => {
    let digits = "";
    for (const byte of this.#take(length)) digits = byte.toString(16).padStart(2, "0") + digits;
    const value = BigInt.asIntN(8 * length, BigInt(`0x${digits === "" ? "0" : digits}`));
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  };

  readonly line = (): string => {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw this.#meaning.fail("its pickle ends within a name");
    const text = this.text(end - this.#at);
    this.#at = end + 1;
    return text;
  };

  readonly push = (item: Item): void => {
    this.#count(1);
    this.#stack.push(item);
  };
  readonly pop = (): PickleValue => this.#pop();
  readonly mark = (): void => this.push(MARK);

  /** Everything above the last mark, which goes too. */
  readonly sinceMark = (): PickleValue[] => {
    const at = this.#stack.lastIndexOf(MARK);
    if (at < 0) throw this.#meaning.fail("its pickle misses a mark");
    return this.#stack.splice(at).slice(1) as PickleValue[];
  };

  readonly store = (index: number): void => {
    this.#count(1);
    // Writers number them from 0; numbers chosen at will could make the table slow.
    if (index > this.#items)
      throw this.#meaning.fail(`its pickle stores ${index} before it has as many values`);
    this.#memo.set(index, this.top());
  };
  readonly memoize = (): void => this.store(this.#memo.size);
  readonly recall = (index: number): void => {
    if (!this.#memo.has(index))
      throw this.#meaning.fail(`its pickle recalls ${index}, which it never stored`);
    this.push(this.#memo.get(index) ?? null);
  };

  readonly top = (): PickleValue => {
    const item = this.#stack.at(-1);
    if (item === undefined || item === MARK) throw this.#meaning.fail("its pickle's stack is empty");
    return item;
  };

  readonly global = (name: string): void => {
    this.#meaning.admit(name);
    this.push({ global: name });
  };

  readonly globalOf = (module: PickleValue, name: PickleValue): void => {
    if (typeof module !== "string" || typeof name !== "string")
      throw this.#meaning.fail("its pickle names what is no name");
    this.global(`${module}.${name}`);
  };

  readonly reduce = (): void => {
    const operands = this.pop();
    const callee = this.pop();
    if (!isGlobal(callee) || !Array.isArray(operands))
      throw this.#meaning.fail("its pickle applies what is no name");
    this.#count(operands.length);
    for (const operand of operands) if (Array.isArray(operand)) this.#count(operand.length);
    this.push(this.#meaning.apply(callee.global, operands));
  };

  readonly persist = (): void => this.push(this.#meaning.persistent(this.pop()));

  readonly setItems = (items: readonly PickleValue[]): void => {
    const target = this.top();
    if (!(target instanceof Map) || items.length % 2 !== 0)
      throw this.#meaning.fail("its pickle fills what is no dict");
    for (let at = 0; at < items.length; at += 2) setItem(target, items[at] ?? null, items[at + 1] ?? null);
  };

  readonly append = (items: readonly PickleValue[]): void => {
    const target = this.top();
    if (!Array.isArray(target)) throw this.#meaning.fail("its pickle appends to what is no list");
    for (const item of items) target.push(item);
  };

  /** Python's attributes of an object (a state dict's _metadata): nothing of ours has any. */
  readonly build = (): void => {
    this.pop();
    this.top();
  };

  readonly skip = (count: number): void => {
    this.#advance(count);
  };

  /** Before that many values are made or gone through. */
  #count(values: number): void {
    this.#items += values;
    if (this.#items > this.#mostItems) throw this.#meaning.fail(beyondLimit("pickle-items", this.#items));
  }

  #pop(): PickleValue {
    const item = this.top();
    this.#stack.pop();
    return item;
  }

  #take(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  #advance(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) throw this.#meaning.fail("its pickle ends early");
    this.#at = at + length;
    return at;
  }
}

function isGlobal(value: PickleValue): value is PickleGlobal {
  return typeof value === "object" && value !== null && "global" in value;
}

function tuple(count: number): (machine: Unpickler) => void {
  return (machine) => machine.push(Array.from({ length: count }, () => machine.pop()).reverse());
}

const OPCODES: ReadonlyMap<number, (machine: Unpickler) => void> = new Map([
  [0x80, (machine) => machine.skip(1)],
  [0x95, (machine) => machine.skip(8)],
  [0x28, (machine) => machine.mark()],
  [0x30, (machine) => void machine.pop()],
  [0x4e, (machine) => machine.push(null)],
  [0x88, (machine) => machine.push(true)],
  [0x89, (machine) => machine.push(false)],
  [0x4a, (machine) => machine.push(machine.signed32())],
  [0x4b, (machine) => machine.push(machine.unsigned(1))],
  [0x4d, (machine) => machine.push(machine.unsigned(2))],
  [0x8a, (machine) => machine.push(machine.integer(machine.unsigned(1)))],
  [0x47, (machine) => machine.push(machine.float64())],
  [0x58, (machine) => machine.push(machine.text(machine.unsigned(4)))],
  [0x8c, (machine) => machine.push(machine.text(machine.unsigned(1)))],
  [0x8d, (machine) => machine.push(machine.text(machine.unsigned(8)))],
  [0x42, (machine) => machine.push(machine.bytes(machine.unsigned(4)))],
  [0x43, (machine) => machine.push(machine.bytes(machine.unsigned(1)))],
  [0x29, (machine) => machine.push([])],
  [0x85, tuple(1)],
  [0x86, tuple(2)],
  [0x87, tuple(3)],
  [0x74, (machine) => machine.push(machine.sinceMark())],
  [0x5d, (machine) => machine.push([])],
  [0x61, (machine) => machine.append([machine.pop()])],
  [0x65, (machine) => machine.append(machine.sinceMark())],
  [0x7d, (machine) => machine.push(new Map())],
  [
    0x73,
    (machine) => {
      const value = machine.pop();
      machine.setItems([machine.pop(), value]);
    },
  ],
  [0x75, (machine) => machine.setItems(machine.sinceMark())],
  [0x71, (machine) => machine.store(machine.unsigned(1))],
  [0x72, (machine) => machine.store(machine.unsigned(4))],
  [0x94, (machine) => machine.memoize()],
  [0x68, (machine) => machine.recall(machine.unsigned(1))],
  [0x6a, (machine) => machine.recall(machine.unsigned(4))],
  [
    0x63,
    (machine) => {
      const module = machine.line();
      machine.global(`${module}.${machine.line()}`);
    },
  ],
  [
    0x93,
    (machine) => {
      const name = machine.pop();
      machine.globalOf(machine.pop(), name);
    },
  ],
  [0x52, (machine) => machine.reduce()],
  [0x51, (machine) => machine.persist()],
  [0x62, (machine) => machine.build()],
]);
