// Writes a state dict as torch.save does (zip format, nothing compressed, values at multiples of 64 bytes): for the
// full-size check of a vision tower published as .pt. Below 4 GB, as zip64 is not written.
// PKWARE APPNOTE 6.3.10; https://docs.python.org/3/library/pickletools.html
import { closeSync, openSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";

const ALIGNMENT = 64;
const LOCAL_BYTES = 30;
/** The extra field's header: its kind ("FB", as PyTorch has it) and its length. */
const PADDING_HEADER = 4;
const LARGEST_FILE = 0xffffffff;

/** Writes `tensors` ({name, shape, values: () => Float32Array}) as float32 to `path`, one in memory at a time. */
export function writeTorchFile(path, tensors) {
  const zip = zipWriter(path, "archive/");
  try {
    zip.add("data.pkl", statePickle(tensors));
    zip.add("byteorder", Buffer.from("little"));
    for (const [key, { values }] of tensors.entries()) {
      const { buffer, byteOffset, byteLength } = values();
      zip.add(`data/${key}`, Buffer.from(buffer, byteOffset, byteLength));
    }
    zip.add("version", Buffer.from("3\n"));
    zip.finish();
  } finally {
    zip.close();
  }
}

function zipWriter(path, root) {
  const file = openSync(path, "w");
  const directory = [];
  let at = 0;
  const write = (bytes) => {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    at += bytes.length;
    if (at > LARGEST_FILE) throw new Error(`${path} exceeds 4 GB, which would need zip64`);
  };
  return {
    add: (label, content) => {
      const name = Buffer.from(root + label);
      const headerOffset = at;
      const unpadded = at + LOCAL_BYTES + name.length + PADDING_HEADER;
      const padding = (ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT;
      // Version needed, flags, stored, time, date, CRC, both sizes, the name's length: the same in both headers.
      const shared = fields([2, 10], [2, 0], [2, 0], [2, 0], [2, 0], [4, crc32(content)]);
      const sizes = fields([4, content.length], [4, content.length], [2, name.length]);
      write(Buffer.concat([fields([4, 0x04034b50]), shared, sizes, fields([2, PADDING_HEADER + padding])]));
      write(Buffer.concat([name, Buffer.from("FB"), fields([2, padding]), Buffer.alloc(padding, "Z")]));
      write(content);
      // No extra field, no comment, disk 0, no attributes.
      const rest = fields([2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, headerOffset]);
      directory.push(Buffer.concat([fields([4, 0x02014b50], [2, 10]), shared, sizes, rest, name]));
    },
    finish: () => {
      const [offset, bytes, count] = [at, Buffer.concat(directory), directory.length];
      write(bytes);
      const counts = fields([2, 0], [2, 0], [2, count], [2, count], [4, bytes.length], [4, offset]);
      write(Buffer.concat([fields([4, 0x06054b50]), counts, fields([2, 0])]));
    },
    close: () => closeSync(file),
  };
}

/** Little-endian unsigned integers, each given as [bytes, value]. */
function fields(...values) {
  return Buffer.concat(
    values.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}

/** The pickle (protocol 2) of an OrderedDict of contiguous tensors, each alone in its storage. */
function statePickle(tensors) {
  const items = tensors.map(({ name, shape }, key) => {
    const strides = shape.map((_, axis) => product(shape.slice(axis + 1)));
    const storage = `(${text("storage")}ctorch\nFloatStorage\n${text(key)}${text("cpu")}${integer(product(shape))}tQ`;
    const view = `${integer(0)}${tuple(shape)}${tuple(strides)}\x89ccollections\nOrderedDict\n)R`;
    return `${text(name)}ctorch._utils\n_rebuild_tensor_v2\n(${storage}${view}tR`;
  });
  return Buffer.from(`\x80\x02ccollections\nOrderedDict\n)R(${items.join("")}u.`, "latin1");
}

function text(value) {
  const content = String(value);
  return `X${fields([4, content.length]).toString("latin1")}${content}`;
}

function integer(value) {
  return `J${fields([4, value]).toString("latin1")}`;
}

function tuple(values) {
  return `(${values.map(integer).join("")}t`;
}

function product(extents) {
  return extents.reduce((all, extent) => all * extent, 1);
}
