// How study files write --shift, --at and --limit: maps whose keys are registered names, which editors complete.

import type { MetricFacts } from "../../core/metric-set.ts";
import { SEVERITIES, type ShiftFacts } from "../../core/shift.ts";
import { metricFacts } from "../../metrics/registry.ts";
import { shiftFacts } from "../../shift/registry.ts";
import type { FlagForm, JsonSchema } from "../flag-facts.ts";
import { RATES } from "../printed-metrics.ts";

/** Shifts of the user's own are files; they have any name. */
const OWN_SHIFT: JsonSchema = {
  type: "string",
  pattern: "\\.onnx\\s*(\\(.*\\))?$",
  description: "a shift of your own: FILE.onnx(LOW..HIGH), at one point FILE.onnx(AMOUNT)",
};

/** Shifts and how far they go. */
export const RANGES_FORM: FlagForm = {
  kind: "pairs",
  schema: () => textsOr(ofShifts(rangeSchema, rangeText)),
};

/** Shifts and how their amounts are distributed. */
export const DISTRIBUTIONS_FORM: FlagForm = {
  kind: "pairs",
  schema: () => textsOr(ofShifts(rangeSchema, () => `${rangeText()}; normal(MEAN,DEVIATION)`)),
};

/** One amount of each shift. */
export const POINT_FORM: FlagForm = {
  kind: "pairs",
  schema: () => textsOr(ofShifts(() => ({ type: ["number", "string"] }))),
};

/** The worst value that is accepted of each metric. */
export const LIMITS_FORM: FlagForm = limitsForm(() => [...metricFacts(), ...RATES]);

/** The worst rates that are accepted. */
export const RATE_LIMITS_FORM: FlagForm = limitsForm(() => RATES);

function limitsForm(limited: () => readonly MetricFacts[]): FlagForm {
  const schema = (): JsonSchema => {
    const properties = limited().map((metric) => {
      const { name, title, unit, better } = metric;
      const worst = better === "higher" ? "least" : "most";
      const example = unit === "fraction" ? ", as a fraction or per cent" : "";
      const relative = RATES.includes(metric) ? "; +2%: above the rate at rest" : "";
      const description = `${title}: at ${worst}${example}${relative}`;
      return [name, { type: ["number", "string"], description }] as const;
    });
    return textsOr({ properties: Object.fromEntries(properties), additionalProperties: false });
  };
  return { kind: "pairs", schema };
}

function rangeSchema(): JsonSchema {
  return { anyOf: [{ enum: [...SEVERITIES, true] }, { type: "number" }, { type: "string" }] };
}

function rangeText(): string {
  return `true: all of it; N: up to N either way; LOW..HIGH; ${SEVERITIES.join(", ")}`;
}

function ofShifts(
  amount: () => JsonSchema,
  howTo: (facts: ShiftFacts) => string = () => "One amount",
): JsonSchema {
  const properties = shiftFacts().map((facts) => {
    const { name, title, unit, cause } = facts;
    const [low, high] = facts.range.map((end) => Number(end.toFixed(4)));
    const reach = unit === "" ? `${low} to ${high}` : `${low} to ${high} ${unit}`;
    return [name, { ...amount(), description: `${title}, ${reach}. ${cause} ${howTo(facts)}.` }] as const;
  });
  return { properties: Object.fromEntries(properties), additionalProperties: OWN_SHIFT };
}

/** A map, or what the command line takes: a text, or several. */
function textsOr(map: JsonSchema): JsonSchema {
  const text: JsonSchema = { type: "string" };
  return { anyOf: [{ type: "object", ...map }, text, { type: "array", items: text }] };
}
