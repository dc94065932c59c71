// faultline models verify: cached weights held against their checksums.

import { z } from "zod";
import { openCheckpoint } from "../../clip/checkpoint.ts";
import { BACKBONES, isBuiltIn, locateModel } from "../../clip/locate.ts";
import { verifySnapshot } from "../../hub/verify.ts";
import { defineCommand, type Registration } from "../command.ts";

export const modelsVerify: Registration = defineCommand({
  name: "models verify",
  summary: "Verify a model's files against their checksums, and open them",
  example: "faultline models verify ViT-B/16+",
  positional: ["model"],
  options: z.object({
    model: z
      .string()
      .optional()
      .describe("backbone name, hub id, folder or demo (default: every backbone that is here)"),
    json: z.boolean().default(false).describe("one JSON document on standard output"),
  }),
  run: async ({ model, json }, { env, cwd, out, progress }) => {
    const results: object[] = [];
    let faulty = false;
    for (const { name, folder } of await chosen(model, env, cwd)) {
      progress(`reading ${folder}`);
      if (isBuiltIn(name)) {
        const { tensors } = await openCheckpoint(folder);
        results.push({ name, folder, builtIn: true, files: [] });
        if (!json)
          out(
            `${name}: built in, it came with faultline itself and needs no pull; its ${tensors.size} tensors are whole`,
          );
        continue;
      }
      const files = await verifySnapshot(folder);
      const bad = files.filter(({ state }) => state === "damaged" || state === "missing");
      faulty ||= bad.length > 0;
      if (bad.length === 0) await openCheckpoint(folder);
      results.push({ name, folder, files });
      if (json) continue;
      for (const { file, path, state } of files)
        out(`${name}: ${file} ${state}${state === "sound" ? "" : ` (${path})`}`);
      for (const { path } of bad) out(`remove ${path} and run "faultline models pull ${name}"`);
    }
    if (json) out(JSON.stringify({ models: results, sound: !faulty }));
    else if (results.length === 0) out("no backbone of the paper is in the hub's cache");
    return faulty ? 1 : 0;
  },
});

/** The model named, or all backbones that are here. */
async function chosen(
  model: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<readonly { readonly name: string; readonly folder: string }[]> {
  if (model !== undefined) return [await locateModel(model, env, cwd)];
  const found = await Promise.all(
    [...BACKBONES.keys()].map((name) => locateModel(name, env, cwd).catch(() => undefined)),
  );
  return found.filter((located) => located !== undefined);
}
