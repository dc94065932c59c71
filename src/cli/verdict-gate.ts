// --limit and --fail-on of commands that hold rates of decisions to limits: the rates alone, and the exit code of a verdict.

import { z } from "zod";
import { ACCEPT } from "../core/acceptance.ts";
import { UsageError, unknownName } from "../core/errors.ts";
import { parseRateLimits, rateLimitsText } from "../metrics/decisions/limits.ts";
import type { AcceptanceData } from "../results/acceptance.ts";
import type { Comparison } from "../results/comparison.ts";
import { withForm } from "./flag-facts.ts";
import { RATE_LIMITS_FORM } from "./study-file/pairs-forms.ts";

/** The exit code of a finished run that violates what it is held to. */
export const VIOLATED = 3;

/** Of --fail-on, where there is a verdict: fails on anything but accept. */
export const NOT_ACCEPTED = "not-accepted";

export type VerdictFailOn = "reject" | typeof NOT_ACCEPTED | "regression";
const FAIL_ON: readonly VerdictFailOn[] = ["reject", NOT_ACCEPTED, "regression"];

/** Limits on rates, as the text that questions keep; `otherwise` says in the help what holds without the flag. */
export function rateLimitFlag(otherwise: string): z.ZodOptional<z.ZodType<string>> {
  const flag = z.array(z.string()).transform((texts) => rateLimitsText(parseRateLimits(texts)));
  return withForm(flag, RATE_LIMITS_FORM)
    .optional()
    .describe(
      `worst rates that are accepted: escapes=2%,false-rejects=5%; +2% is above the rate at rest (default: ${otherwise})`,
    );
}

/** --fail-on of a command with verdicts. */
export const verdictFailOnFlag: z.ZodOptional<z.ZodType<VerdictFailOn>> = z
  .string()
  .transform(parseVerdictFailOn)
  .optional()
  .describe(
    `exit code ${VIOLATED} where an object's verdict is reject; not-accepted: where it is anything but accept; regression: where the run is significantly worse than --baseline`,
  );

function parseVerdictFailOn(name: string): VerdictFailOn {
  const known = FAIL_ON.find((each) => each === name);
  if (known === undefined) throw new UsageError(unknownName("--fail-on", name, FAIL_ON));
  return known;
}

/** UsageError where --fail-on stands without what it needs. */
export function checkVerdictGate({
  failOn,
  baseline,
}: {
  readonly failOn?: VerdictFailOn | undefined;
  readonly baseline?: string | undefined;
}): void {
  if (failOn === "regression" && baseline === undefined)
    throw new UsageError(`missing --baseline: --fail-on ${failOn} needs it`);
}

/** Says which objects the gate fails on, a line each; the exit code of a finished run with these verdicts: 0 without a gate. */
export function verdictCode(
  failOn: VerdictFailOn | undefined,
  { objects }: Pick<AcceptanceData, "objects">,
  { comparison }: { readonly comparison?: Pick<Comparison, "regressions"> },
  note: (line: string) => void,
): number {
  if (failOn === undefined) return 0;
  const failures =
    failOn === "regression"
      ? (comparison?.regressions ?? [])
      : objects
          .filter(({ verdict }) => (failOn === "reject" ? verdict === "reject" : verdict !== ACCEPT))
          .map(({ object, verdict }) => `${object}: ${verdict}`);
  for (const failure of failures) note(`--fail-on ${failOn}: ${failure}`);
  return failures.length === 0 ? 0 : VIOLATED;
}
