// The pickle of a PyTorch file: programs of every opcode, from known ones and at random.

import { readStateDict } from "../../../src/clip/torch-state.ts";
import { InputError } from "../../../src/core/errors.ts";
import type { Random } from "../../../src/core/random.ts";
import { pick, shortLength } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

const DICT = "ccollections\nOrderedDict\n";
const TENSOR = "ctorch._utils\n_rebuild_tensor_v2\n";
const PARAMETER = "ctorch._utils\n_rebuild_parameter\n";
const STORAGES = ["FloatStorage", "HalfStorage", "LongStorage", "BoolStorage", "NoStorage"];
const TEXTS = [
  "storage",
  "state_dict",
  "model",
  "cpu",
  "0",
  "1",
  "visual.proj",
  "",
  "é\n\u001b[2J",
  "__proto__",
];

/** Opcodes that take nothing from the pickle's bytes. */
const PLAIN = [..."(0N\x88\x89)]}taesuRQb\x85\x86\x87\x93\x94."];
/** Every byte, known or not, is an opcode now and then. */
const ANY_OPCODE = 0.02;

/** A tensor as torch.save writes it: contiguous, or with the strides and offset that are drawn. */
export function pickledTensor(random: Random): string {
  const shape = Array.from({ length: random.integer(4) }, () => random.integer(4));
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((all, extent) => all * extent, 1));
  if (random.integer(6) === 0) strides[random.integer(4)] = random.integer(9);
  const storage = `(${text("storage")}ctorch\n${pick(STORAGES, random)}\n${text(pick(["0", "1"], random))}${text("cpu")}K\x40tQ`;
  const offset = random.integer(4) === 0 ? number(random) : "K\x00";
  return `${TENSOR}(${storage}${offset}${tuple(shape)}${tuple(strides)}\x89${DICT})RtR`;
}

/** A whole pickle: a state dict of a few tensors, with strange values among them, or opcodes one after another. */
export function madePickle(random: Random): Uint8Array {
  if (random.integer(2) === 0) return latin1(`\x80\x02${opcodes(random)}.`);
  const items = Array.from({ length: shortLength(8, random) }, () => {
    const value = random.integer(5) === 0 ? drawnValue(random, 3) : pickledTensor(random);
    return `${random.integer(8) === 0 ? drawnValue(random, 1) : text(pick(TEXTS, random))}${value}`;
  });
  const state = `${DICT})R(${items.join("")}u`;
  return latin1(`\x80\x02${random.integer(3) === 0 ? `}${text(pick(TEXTS, random))}${state}s` : state}.`);
}

function opcodes(random: Random): string {
  return Array.from({ length: shortLength(200, random) }, () => {
    if (random.next() < ANY_OPCODE) return String.fromCharCode(random.integer(256));
    const kind = random.integer(4);
    if (kind === 0) return pick(PLAIN, random);
    if (kind === 1) return memo(random);
    return drawnValue(random, 2);
  }).join("");
}

function memo(random: Random): string {
  const index = String.fromCharCode(random.integer(4));
  return pick([`q${index}`, `h${index}`, `r${index}\0\0\0`, `j${index}\0\0\0`, "\x94"], random);
}

function drawnValue(random: Random, depth: number): string {
  const inner = (): string => (depth === 0 ? "N" : drawnValue(random, depth - 1));
  switch (random.integer(8)) {
    case 0:
      return text(pick(TEXTS, random));
    case 1:
      return number(random);
    case 2:
      return pick([DICT, TENSOR, PARAMETER, "cposix\nsystem\n", "ctorch\nFloatStorage\n"], random);
    case 3:
      return `](${inner()}${inner()}e`;
    case 4:
      return `}(${inner()}${inner()}u`;
    case 5:
      return `${inner()}${inner()}\x86`;
    case 6:
      return `${pick([DICT, PARAMETER, TENSOR], random)}${inner()}\x85R`;
    default:
      return pick(["N", "\x88", ")", "]", "}", pickledTensor(random), `${inner()}Q`], random);
  }
}

function number(random: Random): string {
  const byte = (): string => String.fromCharCode(random.integer(256));
  const bytes = (length: number): string => Array.from({ length }, byte).join("");
  const length = pick([0, 1, 7, 8, 9, 255], random);
  const long = `\x8a${String.fromCharCode(length)}${bytes(length)}`;
  return pick(
    [`K${byte()}`, `M${bytes(2)}`, `J${bytes(4)}`, `G${bytes(8)}`, `B\x02\0\0\0ab`, `C${"\x01a"}`, long],
    random,
  );
}

function tuple(counts: readonly number[]): string {
  return `(${counts.map((count) => `K${String.fromCharCode(count)}`).join("")}t`;
}

/** BINUNICODE. */
function text(value: string): string {
  const bytes = Buffer.from(value, "utf8");
  return `X${String.fromCharCode(bytes.length)}\0\0\0${bytes.toString("latin1")}`;
}

function latin1(value: string): Uint8Array {
  return Buffer.from(value, "latin1");
}

export const pickle: FuzzedReader = {
  name: "pickle",
  seeds: async () => {
    const one = `${TENSOR}(${`(${text("storage")}ctorch\nFloatStorage\n${text("0")}${text("cpu")}K\x04tQ`}K\x00(K\x02K\x02t(K\x02K\x01t\x89${DICT})RtR`;
    return [`${DICT})R(${text("a")}${one}u.`, `}${text("state_dict")}${DICT})R(${text("b")}${one}us.`].map(
      (program) => latin1(`\x80\x02${program}`),
    );
  },
  make: madePickle,
  words: [
    DICT,
    TENSOR,
    PARAMETER,
    "h\x00h\x00\x86q\x00",
    "q\x00",
    "h\x00",
    ")R",
    "tR",
    "\x8a\xff",
    "X\xff\xff\xff\xff",
  ],
  read: (bytes) => {
    readStateDict(bytes, (why) => new InputError(`invalid pickle: ${why}`));
  },
};
