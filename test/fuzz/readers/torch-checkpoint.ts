// Whole files as torch.save writes them: a pickle and the values that it refers to, in a zip file.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readTensorFile } from "../../../src/clip/tensor-file.ts";
import { random as stream } from "../../../src/core/random.ts";
import { type ZippedEntry, zipBytes } from "../../support/zip-bytes.ts";
import type { FuzzedReader } from "../reader.ts";
import { madePickle, pickle } from "./pickle.ts";
import { madeEntries } from "./zip.ts";

function fileOf(program: Uint8Array, others: readonly ZippedEntry[] = []): Uint8Array {
  const values = ["m/data/0", "m/data/1"].map((name) => ({ name, content: new Uint8Array(256) }));
  const order = { name: "m/byteorder", content: Buffer.from("little") };
  return zipBytes([{ name: "m/data.pkl", content: program }, order, ...values, ...others]);
}

export const torchCheckpoint: FuzzedReader = {
  name: "torch-checkpoint",
  seeds: async () => [
    ...(await pickle.seeds()).map((program) => fileOf(program)),
    fileOf(madePickle(stream("torch-checkpoint"))),
  ],
  make: (random) => fileOf(madePickle(random), random.integer(4) === 0 ? madeEntries(random) : []),
  words: ["PK\x03\x04", "m/data/0", "data.pkl", "ctorch\nHalfStorage\n", "code/", "big"],
  read: async (bytes, folder) => {
    const path = join(folder, "weights.pt");
    await writeFile(path, bytes);
    await readTensorFile(path);
  },
};
