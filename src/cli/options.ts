// One zod schema per command: its flags, its help and its checks all come from it.

import { z } from "zod";
import { UsageError } from "../core/errors.ts";
import { PAPER_RANGES, type ShiftRanges } from "../core/shift.ts";

/** A finite number written out; NaN and Infinity are refused by name. */
export function numberFlag(
  what: string,
  [low, high]: readonly [number, number] = [-Infinity, Infinity],
): z.ZodType<number> {
  const bounds = Number.isFinite(low) || Number.isFinite(high) ? ` within [${low}, ${high}]` : "";
  return z.string().transform((text, context) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value) && value >= low && value <= high) return value;
    context.addIssue({ code: "custom", message: `"${text}"; expected a finite number${bounds} (${what})` });
    return z.NEVER;
  });
}

/** A whole number of at least `least`. */
export function countFlag(what: string, least = 1): z.ZodType<number> {
  return z.string().transform((text, context) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= least) return value;
    context.addIssue({
      code: "custom",
      message: `"${text}"; expected a whole number of at least ${least} (${what})`,
    });
    return z.NEVER;
  });
}

/** Comma-separated names. */
export function listFlag(): z.ZodType<string[]> {
  return z.string().transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  );
}

/** "LOW,HIGH" within the paper's range. */
export function rangeFlag(shift: keyof ShiftRanges): z.ZodType<readonly [number, number]> {
  const [low, high] = PAPER_RANGES[shift];
  return z.string().transform((text, context) => {
    const parts = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
    const [from = Number.NaN, to = Number.NaN] = parts;
    const slack = 1e-9;
    if (
      parts.length === 2 &&
      from <= to &&
      from >= low - slack &&
      to <= high + slack &&
      from <= 0 &&
      to >= 0
    ) {
      return [from, to] as const;
    }
    context.addIssue({
      code: "custom",
      message: `"${text}"; expected LOW,HIGH with ${low} <= LOW <= 0 <= HIGH <= ${high}`,
    });
    return z.NEVER;
  });
}

export const rangeFlags: {
  thetaRange: z.ZodOptional<z.ZodType<readonly [number, number]>>;
  hueRange: z.ZodOptional<z.ZodType<readonly [number, number]>>;
  saturationRange: z.ZodOptional<z.ZodType<readonly [number, number]>>;
} = {
  thetaRange: rangeFlag("theta").optional().describe("LOW,HIGH degrees your part can turn by [-90,90]"),
  hueRange: rangeFlag("hue").optional().describe("LOW,HIGH radians of hue shift [-pi,pi]"),
  saturationRange: rangeFlag("saturation").optional().describe("LOW,HIGH of saturation shift [-0.5,0.5]"),
};

/** The ranges of a run: the paper's, restricted where flags say so. */
export function rangesOf(flags: {
  readonly thetaRange?: readonly [number, number] | undefined;
  readonly hueRange?: readonly [number, number] | undefined;
  readonly saturationRange?: readonly [number, number] | undefined;
}): ShiftRanges {
  return {
    theta: flags.thetaRange ?? PAPER_RANGES.theta,
    hue: flags.hueRange ?? PAPER_RANGES.hue,
    saturation: flags.saturationRange ?? PAPER_RANGES.saturation,
  };
}

/** Parses raw flags; the first fault becomes a UsageError that names its flag. */
export function parseOptions<Options>(schema: z.ZodType<Options>, raw: unknown): Options {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const key = issue?.path[0];
  if (key === undefined) throw new UsageError(issue?.message ?? "invalid options");
  const flag = flagName(String(key));
  const given =
    raw !== null && typeof raw === "object" ? (raw as Record<string, unknown>)[String(key)] : undefined;
  if (given === undefined) throw new UsageError(`missing ${flag}`);
  throw new UsageError(
    issue?.code === "custom"
      ? `invalid ${flag} ${issue.message}`
      : `invalid ${flag} "${String(given)}": ${issue?.message}`,
  );
}

/** camelCase key → --kebab-case flag. */
export function flagName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
