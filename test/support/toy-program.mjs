// A program that is a detector, and what can go wrong with one: `node toy-program.mjs WAY [FILE]`. The map is the red channel,
// the score its first value. FILE remembers beyond one start.

import { spawn } from "node:child_process";
import { appendFileSync, existsSync, readSync, renameSync, writeFileSync, writeSync } from "node:fs";

const [way, file] = process.argv.slice(2);

function read(count) {
  const bytes = Buffer.alloc(count);
  for (let at = 0; at < count; ) {
    const more = readSync(0, bytes, at, count - at);
    if (more === 0) process.exit();
    at += more;
  }
  return bytes;
}

function npy(shape, values, descr = "<f4") {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.map((side) => `${side}, `).join("")}), }\n`;
  const start = Buffer.from(`\x93NUMPY\x01\0\0\0${text}`, "latin1");
  start.writeUInt16LE(text.length, 8);
  return Buffer.concat([start, Buffer.from(values.buffer)]);
}

function write(...arrays) {
  const bytes = Buffer.concat(arrays);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Once for FILE, whatever the number of starts. */
function once() {
  const isFirst = !existsSync(file);
  if (isFirst) writeFileSync(file, String(process.pid));
  return isFirst;
}

/** The first three pictures are those of opening it; later a program that was started anew is late at once. */
function isLate(number) {
  return number > 3 || existsSync(file);
}

/** What a way does when it starts, and to a picture before it is answered; true = it did that by itself. */
const WAYS = {
  well: {},
  "tells its environment": { start: () => writeFileSync(file, JSON.stringify(process.env)) },
  "has a child": {
    start: () => appendFileSync(file, `${spawn("sleep", ["600"], { stdio: "inherit" }).pid}\n`),
  },
  "has a child and hangs": {
    start: () => {
      writeFileSync(`${file}.part`, `${process.pid}\n${spawn("sleep", ["600"], { stdio: "inherit" }).pid}\n`);
      renameSync(`${file}.part`, file);
      sleep(600_000);
    },
  },
  "hangs once": { picture: ({ number }) => void (number > 3 && once() && sleep(60_000)) },
  "hangs always": { picture: ({ number }) => void (number > 3 && sleep(60_000)) },
  "hangs at once": { start: () => sleep(60_000) },
  "dies for good": {
    picture: ({ number }) => {
      if (!isLate(number)) return;
      once();
      process.stderr.write("Traceback (most recent call last):\nRuntimeError: out of \u001b[31mmemory\n");
      process.exit(3);
    },
  },
  "dies at once": { start: () => process.exit(2) },
  "exits after each answer": {
    picture: (given) => {
      write(...answers(given));
      process.exit(0);
    },
  },
  "ends in an answer": {
    picture: ({ number }) => {
      if (!isLate(number)) return;
      once();
      writeSync(1, "\u0093NUMPY", null, "latin1");
      process.exit(0);
    },
  },
  "prints when it starts": { start: () => writeSync(1, "Loading model weights from disk\nDone\n") },
  "prints later": { picture: ({ number }) => void (number > 3 && writeSync(1, "epoch 1\n")) },
  "answers more than it is asked": {
    picture: (given) => {
      write(...answers(given), npy([], given.map.slice(0, 1)));
      return true;
    },
  },
  "changes its size": {
    picture: ({ number, map }) => {
      if (number <= 3) return false;
      write(npy([1, 2], map.slice(0, 2)));
      return true;
    },
  },
  "has two channels": {
    picture: ({ map, height, width }) => {
      write(npy([2, height, width / 2], map));
      return true;
    },
  },
  "claims a huge map": {
    picture: ({ map }) => {
      write(npy([100_000, 100_000], map));
      return true;
    },
  },
  "gives NaN": { picture: ({ map }) => void map.fill(Number.NaN) },
  "is random": { picture: ({ map }) => void map.fill(Math.random(), 0, 1) },
  "gives doubles and a label": {
    picture: ({ map, height, width }) => {
      write(
        npy([1, height, width], Float64Array.from(map), "<f8"),
        npy([1], Float64Array.of(map[0]), "<f8"),
        npy([], Uint8Array.of(Number(map[0] > 0.2)), "|b1"),
      );
      return true;
    },
  },
};

function answers({ map, height, width }) {
  return [npy([height, width], map), npy([], map.slice(0, 1))];
}

const { start = () => {}, picture = () => false } = WAYS[way];
start();
for (let number = 1; ; number++) {
  const header = read(read(10).readUInt16LE(8)).toString("latin1");
  const [, height, width] = /\((.*)\)/.exec(header)[1].split(",").map(Number);
  const map = new Float32Array(read(12 * height * width).buffer).slice(0, height * width);
  const given = { number, map, height, width };
  if (!picture(given)) write(...answers(given));
}
