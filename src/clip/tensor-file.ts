// A file of tensors in either format, and what files are that hold none we read: known by their first bytes.

import { InputError } from "../core/errors.ts";
import { STAND_IN_BYTES, standInOf } from "../core/stand-in.ts";
import { readHead } from "./read-file.ts";
import { readSafetensorsHeader } from "./safetensors.ts";
import type { StoredTensor } from "./safetensors-header.ts";
import { readTorchFile } from "./torch-file.ts";

const RESAVE = "torch.save(torch.load(FILE, map_location='cpu'), NEW)";
/** Where a tar archive has its magic word. */
const TAR_MAGIC_AT = 257;

/** How files of other formats are known by their first bytes, read as latin1, and what to do with each. */
const FOREIGN: readonly { readonly known: (head: string) => boolean; readonly remedy: string }[] = [
  {
    known: (head) => ["\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"].some((each) => head.startsWith(each)),
    remedy: `it was saved by PyTorch before 1.6 (a bare pickle); convert it with PyTorch 1.6 or later: ${RESAVE}`,
  },
  {
    known: (head) => head.slice(TAR_MAGIC_AT).startsWith("ustar"),
    remedy: `it is a tar archive, as PyTorch before 0.2 saved; convert it with PyTorch 1.6 or later: ${RESAVE}`,
  },
  {
    known: (head) => head.startsWith("\x1f\x8b"),
    remedy: "it is compressed by gzip; unpack it first",
  },
  {
    known: (head) => head.startsWith("\x89HDF\r\n"),
    remedy: "it is an HDF5 file of another framework; convert the weights to safetensors",
  },
  {
    known: (head) => head.startsWith("GGUF"),
    remedy: "it is a GGUF file, whose weights are quantised; take the original safetensors",
  },
  {
    known: (head) => head.trimStart().startsWith("{") && /"(weight_map|total_size)"/.test(head),
    remedy:
      "it is the index of a checkpoint in shards, not the weights; join the shards into one safetensors file",
  },
];

/** All tensors of a safetensors or PyTorch file by name; InputError naming the file and what it is instead. */
export async function readTensorFile(path: string): Promise<ReadonlyMap<string, StoredTensor>> {
  const head = await readHead(path, STAND_IN_BYTES);
  const text = Buffer.from(head).toString("latin1");
  if (text.startsWith("PK")) return await readTorchFile(path);
  const foreign = standInOf(head) ?? FOREIGN.find(({ known }) => known(text))?.remedy ?? plainText(head);
  if (foreign !== null) throw new InputError(`invalid checkpoint ${path}: ${foreign}`);
  return await readSafetensorsHeader(path);
}

/** Words where a header's length should be: what a server says instead of sending a file. */
function plainText(head: Uint8Array): string | null {
  const text = new TextDecoder().decode(head);
  if (!/^[\x20-\x7e\r\n\t]{8}/.test(text)) return null;
  const line = (text.trim().split(/[\r\n]/, 1)[0] ?? "").slice(0, 60);
  return `it is text, not weights ("${line}"); download it again`;
}
