// Bytes of the hostile files that no library writes.

import { createHash } from "node:crypto";
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";

/** A safetensors file with this text as its header, and so many bytes of values. */
export function safetensors(header: string | Buffer, bytes = 0): Buffer {
  const text = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, Buffer.alloc(bytes)]);
}

/** A header of so many tensors of one float each. */
export function manyTensors(count: number): string {
  const tensors = Array.from(
    { length: count },
    (_, at) => `"t${at}":{"dtype":"F32","shape":[1],"data_offsets":[${4 * at},${4 * at + 4}]}`,
  );
  return `{${tensors.join(",")}}`;
}

/** A .npy file whose header says `shape`; its values are `bytes` zeros that take no room on the disk. */
export function writeNpy(path: string, descr: string, shape: string, bytes: number): void {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const head = Buffer.concat([
    Buffer.from("\x93NUMPY\x01\x00", "latin1"),
    Buffer.alloc(2),
    Buffer.from(`${text}\n`),
  ]);
  head.writeUInt16LE(text.length + 1, 8);
  const file = openSync(path, "w");
  writeSync(file, head);
  ftruncateSync(file, head.length + bytes);
  closeSync(file);
}

/** A picture of so many pixels a side, 8-bit RGB, about one byte in 230 of its size on the disk. */
export function png(side: number): Buffer {
  const row = Buffer.alloc(1 + 3 * side);
  const rows: Buffer[] = [];
  for (let y = 0; y < side; y++) {
    if (y % 8 === 0) for (let x = 1; x < row.length; x += 97) row[x] = (x * 31 + y * 17) & 255;
    rows.push(Buffer.from(row));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(rows), { level: 1 });
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", head),
    chunk("IDAT", pixels),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A journal's line under a right checksum, whatever stands in it. */
export function journalLine(json: string, version = 5): string {
  const text = `${version} ${json}`;
  return `${createHash("sha256").update(text).digest("hex").slice(0, 16)} ${text}\n`;
}

/** A file of so many bytes of one character. */
export function writeRun(path: string, character: string, bytes: number): void {
  writeFileSync(path, Buffer.alloc(bytes, character));
}
