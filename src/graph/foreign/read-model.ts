// The bytes of a foreign model, read and checked here: its own process sees no file but its weights.

import { createHash } from "node:crypto";
import { InputError } from "../../core/errors.ts";
import { refuseUnknown } from "./refusals.ts";
import { withRegularFile } from "./regular-file.ts";
import { readSidecars, type Sidecar } from "./sidecars.ts";
import { type OnnxStructure, readStructure } from "./structure.ts";

export interface ForeignFile {
  readonly bytes: Uint8Array;
  readonly structure: OnnxStructure;
  /** The files beside it that it needs. */
  readonly sidecars: readonly Sidecar[];
  /** SHA-256 of the file; where it needs others, of it and these. */
  readonly digest: string;
}

export interface ForeignReading {
  /** Whether its weights may lie in other files, which have to be in its own folder. */
  readonly sidecars: "refused" | "beside";
}

/**
 * Reads an ONNX file, and checks what can be checked without a runtime. InputError, naming it as `file`, where it is missing,
 * too large, damaged, needs files that it may not, or operators of a domain that the runtime does not know.
 */
export async function readForeignModel(
  path: string,
  file: string,
  { sidecars: allowed }: ForeignReading,
): Promise<ForeignFile> {
  const bytes = await boundedBytes(path, file);
  const structure = readStructure(bytes, file);
  refuseUnknown(structure, file);
  if (allowed === "refused" && structure.sidecars.length > 0)
    throw new InputError(
      `invalid ${file}: its weights lie in another file (external data); expected one file with all of them`,
    );
  const hash = createHash("sha256").update(bytes);
  const sidecars = await readSidecars(path, file, structure.sidecars, hash);
  return { bytes, structure, sidecars, digest: hash.digest("hex") };
}

function boundedBytes(path: string, file: string): Promise<Uint8Array> {
  return withRegularFile(path, file, "model-bytes", async (handle, { size }) => {
    const bytes = new Uint8Array(size);
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await handle.read(bytes, read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return bytes.subarray(0, read);
  });
}
