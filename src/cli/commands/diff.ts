// faultline diff: two runs held against each other.

import { resolve } from "node:path";
import { z } from "zod";
import { diffRuns, diffTables } from "../../report/diff.ts";
import { tableText } from "../../report/tables/writers.ts";
import { readRun } from "../../results/questions.ts";
import { defineCommand, type Registration } from "../command.ts";
import { runArgument } from "../run-argument.ts";

export const diff: Registration = defineCommand({
  name: "diff",
  summary: "Compare two runs: their settings and their numbers",
  example: "faultline diff runs/before runs/after",
  positional: ["left", "right"],
  options: z.object({
    left: runArgument,
    right: runArgument,
    json: z.boolean().default(false).describe("one JSON document on standard output"),
  }),
  run: async ({ left, right, json }, { cwd, out }) => {
    const difference = diffRuns(await readRun(resolve(cwd, left)), await readRun(resolve(cwd, right)));
    if (json) {
      out(JSON.stringify(difference));
      return 0;
    }
    if (difference.identical) out("identical");
    else if (diffTables(difference).length === 0) out("no number differs");
    for (const table of diffTables(difference)) out(tableText(table));
    for (const [side, samples] of [
      ["left", difference.onlyLeft],
      ["right", difference.onlyRight],
    ] as const) {
      if (samples.length > 0)
        out(
          `only ${side}: ${samples.length} samples (${samples.slice(0, 5).join(", ")}${samples.length > 5 ? ", …" : ""})`,
        );
    }
    return 0;
  },
});
