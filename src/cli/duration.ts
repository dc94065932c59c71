// How long something takes: as people read it, and as they write it.

import { z } from "zod";

/** "12 s", "3 min 20 s", "5 h 10 min", "12 days 4 h", "4.1 years". */
export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  const days = whole / 86_400;
  if (days >= 365) return `${(days / 365.25).toFixed(1)} years`;
  return `${Math.floor(days)} days ${Math.floor((whole % 86_400) / 3600)} h`;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600 };

/** The seconds of "90s", "30min", "2h" or "1h30min". */
export const durationFlag: z.ZodType<number> = z.string().transform((text, context) => {
  const parts = [...text.replaceAll(/\s/g, "").matchAll(/(\d+(?:\.\d+)?)(h|min|s)/gy)];
  const read = parts.map(([all]) => all).join("");
  const seconds = parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (SECONDS[unit] ?? 0), 0);
  if (read === text.replaceAll(/\s/g, "") && seconds > 0) return seconds;
  context.addIssue({ code: "custom", message: `"${text}"; expected a duration such as 90s, 30min or 2h` });
  return z.NEVER;
});
