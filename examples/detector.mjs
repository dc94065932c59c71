// A detector in Node without packages: the map is the mean of the three channels, the score its largest value.
//   faultline detector check "exec:node examples/detector.mjs" --answers map,score --image part.png
// Pictures come on standard input, answers leave on standard output, each as one .npy array; docs/detectors.md has the framing.

import { readSync, writeSync } from "node:fs";

function read(count) {
  const bytes = Buffer.alloc(count);
  for (let at = 0; at < count; ) {
    const more = readSync(0, bytes, at, count - at);
    if (more === 0) process.exit(); // The end of the input: faultline needs no more.
    at += more;
  }
  return bytes;
}

function writeArray(shape, values) {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.map((side) => `${side}, `).join("")}), }\n`;
  const bytes = Buffer.concat([
    Buffer.from(`\x93NUMPY\x01\0\0\0${text}`, "latin1"),
    Buffer.from(values.buffer),
  ]);
  bytes.writeUInt16LE(text.length, 8);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

for (;;) {
  const header = read(read(10).readUInt16LE(8)).toString("latin1");
  const [, height, width] = /\((.*)\)/.exec(header)[1].split(",").map(Number);
  const pixels = height * width;
  const picture = new Float32Array(read(3 * 4 * pixels).buffer);
  const map = picture
    .slice(0, pixels)
    .map((red, at) => (red + picture[at + pixels] + picture[at + 2 * pixels]) / 3);
  writeArray([height, width], map);
  writeArray([], Float32Array.of(map.reduce((most, value) => Math.max(most, value))));
}
