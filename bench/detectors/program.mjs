// A detector for `exec:`: reads pictures, waits as long as a detector on a device of its own would, answers with the red
// channel and its largest value. node bench/detectors/program.mjs MILLISECONDS
import { readSync, writeSync } from "node:fs";
import { wait } from "./wait.mjs";

const milliseconds = Number(process.argv[2]);

for (;;) {
  const header = read(read(10).readUInt16LE(8)).toString("latin1");
  const [, height, width] = /\((.*)\)/.exec(header)[1].split(",").map(Number);
  const pixels = height * width;
  const map = new Float32Array(read(4 * 3 * pixels).buffer).subarray(0, pixels);
  wait(milliseconds);
  write([height, width], map);
  write([], map.subarray(0, 1));
}

function read(count) {
  const bytes = Buffer.alloc(count);
  for (let at = 0; at < count; ) {
    const more = readSync(0, bytes, at, count - at);
    if (more === 0) process.exit();
    at += more;
  }
  return bytes;
}

function write(shape, values) {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.map((side) => `${side}, `).join("")}), }\n`;
  const data = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const bytes = Buffer.concat([Buffer.from(`\x93NUMPY\x01\0\0\0${text}`, "latin1"), data]);
  bytes.writeUInt16LE(text.length, 8);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}
