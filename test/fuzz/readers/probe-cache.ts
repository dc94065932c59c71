// What was found out about a model and kept in a file: damaged, it is found out again.

import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../../src/core/errors.ts";
import { cachedProbe } from "../../../src/detector/onnx/probe-cache.ts";
import { placementOf } from "../../../src/detector/tensor-model/placement.ts";
import type { Probed } from "../../../src/detector/tensor-model/probed.ts";
import { cropOf } from "../../../src/detector/tensor-model/unseen-border.ts";
import type { FuzzedReader } from "../reader.ts";

const KEY = { digest: "d", provider: "cpu", size: { width: 64, height: 48 } };
const FOUND: Probed = { repeats: true, batches: null, border: null, doubts: [] };
const BORDERS = [
  null,
  { top: 0, bottom: 8, left: 4, right: 4 },
  { top: 47, bottom: 47, left: 63, right: 63 },
];

let file: string | undefined;

export const probeCache: FuzzedReader = {
  name: "probe-cache",
  seeds: async () =>
    BORDERS.map((border) => Buffer.from(JSON.stringify({ ...FOUND, border, doubts: ["It is odd."] }))),
  words: ["border", "left", "1e9", "-1", "63", "null", "__proto__"],
  inTests: 500,
  read: async (bytes, folder) => {
    const env = { XDG_CACHE_HOME: folder };
    file ??= await nameOf(env, folder);
    await mkdir(join(folder, "faultline"), { recursive: true });
    await writeFile(join(folder, "faultline", file), bytes);
    const { border, doubts } = await cachedProbe(KEY, env, async () => {
      throw new InputError("found out anew");
    });
    for (const doubt of doubts) if (/\p{Cc}/u.test(doubt)) throw new Error("a control character");
    const map = { width: 16, height: 12 };
    if (border !== null) placementOf(map, KEY.size, cropOf(border, { size: KEY.size, crop: null, map }));
  },
};

/** The name that the key's file has. */
async function nameOf(env: { XDG_CACHE_HOME: string }, folder: string): Promise<string> {
  await cachedProbe(KEY, env, async () => FOUND);
  const [name = ""] = await readdir(join(folder, "faultline"));
  return name;
}
