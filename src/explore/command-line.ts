// The command line that computes what the page shows: the same picture, mask, class and point, so the same numbers.

import { type ActingSize, actingSizeOf } from "../core/acting-size.ts";
import { quoted } from "../core/shell-word.ts";
import type { ShiftFacts, ShiftPoint } from "../core/shift.ts";
import { formatPoint } from "../core/shift-grammar.ts";

export interface CommandParts {
  /** What must have been run before, as a whole line; null for nothing. */
  readonly before: string | null;
  /** The flags that name the detector and how pictures are read. */
  readonly detector: readonly string[];
  readonly picture: string;
  /** Null where no pixel is anomalous by what is known: the command then prints neither loss nor pAUROC. */
  readonly mask: string | null;
  readonly className: string;
}

/** How the page computes a point. */
export interface CommandSettings {
  readonly acting: ActingSize;
  readonly seed: number;
  /** All shifts. */
  readonly shifts: readonly ShiftFacts[];
}

/** `faultline map …` for a point, quoted for a POSIX shell. */
export function mapCommand(
  { before, detector, picture, mask, className }: CommandParts,
  point: ShiftPoint,
  { acting, seed, shifts }: CommandSettings,
): string {
  const at = formatPoint(point);
  const named = shifts.filter(({ name }) => point[name] !== undefined);
  const draws = named.some(({ seeded }) => seeded === true);
  const line = commandOf("map", [
    ...[...detector, "--image", picture],
    ...(mask === null ? [] : ["--mask", mask]),
    ...["--class", className],
    ...(at === "" ? [] : ["--at", at]),
    ...(at === "" || acting === actingSizeOf(named) ? [] : ["--acting-size", String(acting)]),
    ...(draws && seed !== 0 ? ["--seed", String(seed)] : []),
    "--json",
  ]);
  return before === null ? line : `${before} && ${line}`;
}

/** `npx faultline NAME …`, quoted for a POSIX shell. */
export function commandOf(name: string, words: readonly string[]): string {
  return ["npx", "faultline", name, ...words].map(quoted).join(" ");
}
