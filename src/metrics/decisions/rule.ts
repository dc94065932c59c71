// How a threshold is chosen, as the command line writes it: detector, false-rejects=2%, score=0.5,pixel=0.7.

import { UsageError } from "../../core/errors.ts";
import type { ThresholdRule } from "../../core/thresholds.ts";

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const RATE = new RegExp(`^false-rejects=(${NUMBER})(%?)$`);
const SCORE = new RegExp(`^score=(${NUMBER})(?:,pixel=(${NUMBER}))?$`);

/** The rule that a text says; a UsageError of one line where it says none. A rate is a percentage or a share within (0, 1). */
export function parseThresholdRule(text: string): ThresholdRule {
  const words = text.replaceAll(/\s/g, "");
  if (words === "detector") return { kind: "detector" };
  const [, amount, percent] = RATE.exec(words) ?? [];
  if (amount !== undefined) {
    const rate = percent === "" ? Number(amount) : timesTenTo(amount, -2);
    if (rate > 0 && rate < 1) return { kind: "false-rejects", rate };
    throw new UsageError(
      `invalid false-reject rate "${text}"; expected more than 0% and less than 100%, for example false-rejects=2%`,
    );
  }
  const [, image, pixel] = SCORE.exec(words) ?? [];
  if (image !== undefined && Number.isFinite(Number(image)) && Number.isFinite(Number(pixel ?? 0)))
    return { kind: "score", image: Number(image), pixel: pixel === undefined ? null : Number(pixel) };
  throw new UsageError(
    `invalid operating point "${text}"; expected detector, false-rejects=2%, score=0.5 or score=0.5,pixel=0.7`,
  );
}

/** The text that parses to the rule. */
export function ruleText(rule: ThresholdRule): string {
  if (rule.kind === "detector") return rule.kind;
  if (rule.kind === "false-rejects") return `${rule.kind}=${percentText(rule.rate)}`;
  return rule.pixel === null ? `score=${rule.image}` : `score=${rule.image},pixel=${rule.pixel}`;
}

/** "2%", or the share where no percentage rounds to it. */
export function percentText(rate: number): string {
  const percent = timesTenTo(String(rate), 2);
  return timesTenTo(String(percent), -2) === rate ? `${percent}%` : String(rate);
}

/** A decimal number with its point moved, rounded once: 0.7% is the double nearest to 0.007. */
export function timesTenTo(decimal: string, power: number): number {
  const [digits, exponent = "0"] = decimal.toLowerCase().split("e");
  return Number(`${digits}e${Number(exponent) + power}`);
}
