// faultline models list: the paper's backbones, and which of them are here.

import { stat } from "node:fs/promises";
import { z } from "zod";
import { BACKBONES, locateModel } from "../../clip/locate.ts";
import { CONFIG_FILE, WEIGHTS_FILES } from "../../clip/names.ts";
import { tableText } from "../../report/tables/writers.ts";
import { defineCommand, type Registration } from "../command.ts";

interface ListedModel {
  readonly name: string;
  readonly id: string;
  readonly folder: string | null;
  readonly bytes: number;
}

export const modelsList: Registration = defineCommand({
  name: "models list",
  summary: "List the paper's backbones and whether they are in the hub's cache",
  example: "faultline models list",
  options: z.object({ json: z.boolean().default(false).describe("one JSON document on standard output") }),
  run: async ({ json }, { env, cwd, out }) => {
    const models: ListedModel[] = [];
    for (const [name, id] of BACKBONES) {
      const folder = await locateModel(name, env, cwd).then(
        (located) => located.folder,
        () => null,
      );
      models.push({ name, id, folder, bytes: folder === null ? 0 : await sizeOf(folder) });
    }
    out(json ? JSON.stringify({ models }) : tableText(listing(models)).trimEnd());
    return 0;
  },
});

function listing(models: readonly ListedModel[]): Parameters<typeof tableText>[0] {
  return {
    name: "models",
    title: "Backbones of the paper",
    columns: [
      { label: "name", key: "name", unit: "text" },
      { label: "hub id", key: "id", unit: "text" },
      { label: "MB", key: "megabytes", unit: "number", digits: 0 },
      { label: "folder", key: "folder", unit: "text" },
    ],
    rows: models.map(({ name, id, folder, bytes }) => [
      name,
      id,
      folder === null ? null : bytes / 1e6,
      folder ?? `not here: faultline models pull ${name}`,
    ]),
    grouped: false,
    summaryRows: 0,
    notes: ["Any other open_clip model of the hub, or a folder that holds one, is used in the same way."],
  };
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const file of [CONFIG_FILE, ...WEIGHTS_FILES])
    bytes += (await stat(`${folder}/${file}`).catch(() => undefined))?.size ?? 0;
  return bytes;
}
