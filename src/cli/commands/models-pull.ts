// faultline models pull: a model's files from the hub into its cache.

import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { hubIdOf } from "../../clip/locate.ts";
import { CONFIG_FILE, WEIGHTS_FILES } from "../../clip/names.ts";
import { UsageError } from "../../core/errors.ts";
import { hubSettings } from "../../hub/environment.ts";
import { pullModel } from "../../hub/pull.ts";
import { defineCommand, type Registration } from "../command.ts";

const TRIES = 5;

export const modelsPull: Registration = defineCommand({
  name: "models pull",
  summary:
    "Download a model's weights from the Hugging Face hub into its cache; resumes an interrupted download",
  example: "faultline models pull ViT-B/16+",
  positional: ["model"],
  options: z.object({
    model: z.string().describe("backbone name or hub id"),
    revision: z.string().default("main").describe("branch, tag or commit (default main)"),
    json: z.boolean().default(false).describe("one JSON document on standard output"),
  }),
  run: async ({ model, revision, json }, { env, out, note, progress, signal }) => {
    const id = hubIdOf(model);
    if (id === undefined)
      throw new UsageError(
        `invalid model "${model}"; expected a backbone's name (faultline models list) or ORG/NAME`,
      );
    let began: { readonly time: number; readonly bytes: number; readonly file: string } | undefined;
    const pulled = await pullModel(id, revision, [[CONFIG_FILE], WEIGHTS_FILES], {
      hub: await hubSettings(env),
      patience: {
        tries: TRIES,
        wait: async (milliseconds) => {
          note(`the connection failed; again in ${Math.ceil(milliseconds / 1000)} s`);
          await setTimeout(milliseconds, undefined, { signal }).catch(() => {});
        },
      },
      onProgress: (file, bytes, size) => {
        const time = performance.now();
        if (began?.file !== file) began = { time, bytes, file };
        const rate = (bytes - began.bytes) / 1e3 / Math.max(1, time - began.time);
        progress(`${file}: ${megabytes(bytes)} of ${megabytes(size)} MB, ${rate.toFixed(1)} MB/s`);
      },
      signal,
    });
    for (const { file, size, fetched } of pulled.files)
      note(`${file}: ${megabytes(size)} MB${fetched ? "" : ", there already"}`);
    out(json ? JSON.stringify(pulled) : pulled.folder);
    return 0;
  },
});

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
