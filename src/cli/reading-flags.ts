// How pictures and masks are read where their files do not say it: one set of flags for every command that reads them.

import { z } from "zod";
import { type FilePair, openDoubts } from "../data/doubts.ts";
import type { ReadingRules } from "../image/rules.ts";
import { noted } from "./noted.ts";
import { numberFlag } from "./options.ts";

export const whiteLevelFlag: { whiteLevel: z.ZodOptional<z.ZodType<number>> } = {
  whiteLevel: numberFlag("value of white")
    .refine((value) => value > 0, { error: ({ input }) => `"${input}"; expected a number above 0` })
    .optional()
    .describe("pixel value of white, such as 4095 for a 12-bit camera (default: the file type's)"),
};

export const maskFlags: {
  maskThreshold: z.ZodOptional<z.ZodType<number>>;
  invertMasks: z.ZodDefault<z.ZodBoolean>;
} = {
  maskThreshold: numberFlag("fraction of full scale", [0, 1])
    .optional()
    .describe("a mask pixel is anomalous above this fraction of full scale (default: any non-zero pixel)"),
  invertMasks: z.boolean().default(false).describe("the masks mark the normal pixels"),
};

/** Of commands that read one picture. */
export const ignoreFlag: { ignore: z.ZodOptional<z.ZodString> } = {
  ignore: z
    .string()
    .optional()
    .describe("mask of the picture's pixels that count nowhere (any non-zero one)"),
};

export const readingFlags: typeof whiteLevelFlag & typeof maskFlags = { ...whiteLevelFlag, ...maskFlags };

/** The flags as a command line has them. */
export function readingWords({ whiteLevel, maskThreshold, invertMasks }: ReadingRules): string[] {
  return [
    ...(whiteLevel === undefined ? [] : ["--white-level", `${whiteLevel}`]),
    ...(maskThreshold === undefined ? [] : ["--mask-threshold", `${maskThreshold}`]),
    ...(invertMasks === true ? ["--invert-masks"] : []),
  ];
}

/** Notes what is doubtful about pictures and their masks. */
export async function noteDoubts(
  files: readonly FilePair[],
  rules: ReadingRules,
  note: (line: string) => void,
): Promise<void> {
  const doubts = openDoubts(rules);
  await doubts.inspect(files);
  for (const line of doubts.notes()) noted(note)(line);
}
