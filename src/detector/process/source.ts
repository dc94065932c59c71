// Any program as a detector: pictures go to its standard input, answers come from its standard output. Node only.

import { z } from "zod";
import { besideEngine } from "../beside-engine.ts";
import type { DetectorSource, FramelessDetector } from "../source.ts";
import { DESCRIPTION } from "../tensor-model/description.ts";
import { plausibility } from "../tensor-model/probe.ts";
import { checkProgram } from "./check.ts";
import { openProgram, type ProgramOptions } from "./open.ts";

const SCHEME = "exec:";

const OPTIONS = z.strictObject({
  command: z.string().describe("the program and its arguments, split at spaces; no shell"),
  answers: z
    .string()
    .default("map")
    .describe("what it answers to a picture, in its order: map, score, label with commas between them"),
  resize: DESCRIPTION.resize,
  interpolation: DESCRIPTION.interpolation,
  secondsPerPicture: z.coerce
    .number()
    .positive()
    .max(86_400)
    .default(60)
    .describe("longest that it may take for a picture"),
  startSeconds: z.coerce
    .number()
    .positive()
    .max(86_400)
    .default(300)
    .describe("longest that it may take for the first picture, its start included"),
}) satisfies z.ZodType<ProgramOptions>;

export const processSource: DetectorSource = {
  ...{ name: "process", summary: "any program: pictures in, maps and scores out, as .npy", options: OPTIONS },
  ...{ needsClassName: false, reach: "outside" },
  address: {
    ...{ key: "command", written: `${SCHEME}COMMAND` },
    valueOf: (text) => (text.startsWith(SCHEME) ? text.slice(SCHEME.length) : null),
    textOf: (command) => `${SCHEME}${command}`,
    near: (text) => (/\s|\.(py|sh|m?js|exe)$/.test(text) ? `a command is written ${SCHEME}COMMAND` : null),
  },
  open: async (settings): Promise<FramelessDetector> => {
    const opened = await openProgram(OPTIONS.parse(settings.options), settings);
    for (const doubt of plausibility(opened.answers)) settings.onNote?.(`${opened.name}: ${doubt}`);
    // A program takes one picture after the other.
    return await besideEngine({ ...opened, batch: 1, judge: opened.ask }, settings);
  },
  digest: async (settings) => {
    const { digest, close } = await openProgram(OPTIONS.parse(settings.options), settings);
    await close();
    return digest;
  },
  check: async (settings, picture) => await checkProgram(OPTIONS.parse(settings.options), settings, picture),
};
