// Pickles that once cost without bound or ended in an error of the language's own.

import type { LargeInput } from "../corpus.ts";

const DICT = "ccollections\nOrderedDict\n";
const TENSOR = "ctorch._utils\n_rebuild_tensor_v2\n";

function pickle(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

function short(text: string): string {
  return `\x8c${String.fromCharCode(text.length)}${text}`;
}

function times(part: string, count: number): string {
  return part.repeat(count);
}

/** Each tuple holds the one before twice: as text it doubles 29 times. */
function doubled(): string {
  const memo = (index: number): string => String.fromCharCode(index);
  const pairs = Array.from({ length: 29 }, (_, at) => `h${memo(at)}h${memo(at)}\x86q${memo(at + 1)}`);
  return `)q\x00${pairs.join("")}`;
}

/** Whole numbers of 16 bytes of which the lower eight, all that their hash is made of, are the same. */
function alike(at: number): string {
  const upper = String.fromCharCode(at & 255, (at >> 8) & 255, at >> 16);
  return `\x8a\x10${times("\x01", 8)}${upper}${times("\x01", 5)}`;
}

export const large: readonly LargeInput[] = [
  { name: "a name that doubles 29 times", make: () => pickle(`${doubled()}${short("a")}\x93.`) },
  { name: "a name nested a million deep", make: () => pickle(`)${times("\x85", 1e6)}${short("a")}\x93.`) },
  { name: "APPENDS of 300,000", make: () => pickle(`](${times("N", 300_000)}e.`) },
  { name: "a state dict that contains itself", make: () => pickle(`}q\x00${short("state_dict")}h\x00s.`) },
  {
    name: "a state dict within a state dict, 100,000 deep",
    make: () => pickle(`${times(`}${short("model")}`, 100_000)}}${times("s", 100_000)}.`),
  },
  {
    name: "100,000 integers of 255 bytes",
    make: () => pickle(`${times(`\x8a\xff${times("\x7f", 255)}0`, 100_000)}}.`),
  },
  { name: "4 million lists", make: () => pickle(times("]", 4_000_000)) },
  { name: "4 million dicts", make: () => pickle(times("}", 4_000_000)) },
  { name: "4 million memo entries", make: () => pickle(`N${times("\x94", 4_000_000)}.`) },
  { name: "4 million marks", make: () => pickle(times("(", 4_000_000)) },
  {
    name: "a list of 100,000 pairs made a dict 100,000 times",
    make: () =>
      pickle(`${DICT}q\x01](${times("NN\x86", 100_000)}eq\x00${times("h\x01h\x00\x85R0", 100_000)}}.`),
  },
  {
    name: "a shape of 300,000 extents for 100,000 tensors",
    make: () => {
      const storage = `(${short("storage")}ctorch\nFloatStorage\n${short("0")}tQq\x02`;
      const shape = `(${times("K\x01", 300_000)}tq\x00`;
      return pickle(`${TENSOR}q\x01${storage}${shape}${times("h\x01(h\x02K\x00h\x00h\x00tR0", 100_000)}}.`);
    },
  },
  { name: "a global with a name of 4 MB", make: () => pickle(`c${times("a", 4_000_000)}\nb\n.`) },
  { name: "a global with a terminal's commands in its name", make: () => pickle("c\x1b[2J\r\nevil\x07\n.") },
  {
    name: "a dict of 100,000 whole numbers that a table of keys cannot tell apart",
    make: () => pickle(`}(${Array.from({ length: 100_000 }, (_, at) => `${alike(at)}N`).join("")}u.`),
  },
  { name: "a memo entry of a number that is not its turn", make: () => pickle("Nr\xff\xff\xff\xff.") },
  { name: "opcodes that apply a list", make: () => pickle("]]R.") },
];
