// The flat JSON that commands print: every shown metric under its own name, reasons for nulls beside them. Its keys are
// a contract with scripts: they are only ever added to.

import { present } from "../core/errors.ts";
import type { MetricFacts, MetricSet } from "../core/metric-set.ts";
import type { ShiftRanges } from "../core/shift.ts";
import { drawsOfRun, isExhausted } from "./beside-search.ts";
import { comparesMaps } from "./provenance.ts";
import type {
  CommonOutcome,
  Controls,
  MeanSummary,
  ObjectSummary,
  RunSummary,
  SweepSummary,
  SweepWorst,
} from "./schema.ts";

type Json = Readonly<Record<string, unknown>>;

/** {pauroc, aupro, …, reasons?, notes?}: the values of a set, or of these metrics of it alone, and what is said of them. */
export function metricsJson({ values, reasons, notes }: MetricSet, metrics?: readonly MetricFacts[]): Json {
  const names = metrics?.map(({ name }) => name) ?? Object.keys(values);
  return {
    ...Object.fromEntries(names.map((name) => [name, values[name] ?? null])),
    ...saidOf("reasons", reasons, names),
    ...saidOf("notes", notes, names),
  };
}

function saidOf(key: string, said: MetricSet["reasons"], names: readonly string[]): Json {
  const own = Object.entries(said ?? {}).filter(([name]) => names.includes(name));
  return own.length === 0 ? {} : { [key]: Object.fromEntries(own) };
}

/** {comparison}, as results.json has it, of a study beside a baseline. */
export function comparisonJson({ comparison }: Pick<RunSummary, "comparison">): Json {
  return comparison === undefined ? {} : { comparison };
}

/**
 * What `bound --json` prints: of every object and of the mean, the original and the bounds of one combination, the
 * nested one where several were searched or a draw is worse, the worst common value where a shared design was evaluated. `exhausted` says that
 * the bounds are exact, `draws` what stands beside the searches.
 */
export function boundJson(summary: RunSummary, combination: string): Json {
  const { combinations, provenance } = summary;
  const draws = drawsOfRun(summary, combination);
  const set = shownOf(summary);
  const pair = (aggregate: MeanSummary | ObjectSummary): Json => {
    const { original, bounds, nested, objectBounds, controls } = aggregate;
    const control = controls[combination];
    const common = aggregate.common?.[combination];
    return {
      original: set(original),
      bound: set(present(bounds[combination], combination)),
      ...(common === undefined ? {} : { common: commonJson(common, set) }),
      ...(combinations.length > 1 || (draws?.worse ?? 0) > 0
        ? { nested: set(present(nested[combination], combination)) }
        : {}),
      objectBound: set(present(objectBounds[combination], combination)),
      ...identityJson(aggregate, set),
      ...(control === undefined ? {} : { controls: controlsJson(control, set) }),
    };
  };
  return document(summary, combinations, pair, {
    ranges: provenance.ranges,
    ...(provenance.criterion === null ? {} : { criterion: provenance.criterion }),
    ...(isExhausted(summary, combination) ? { exhausted: true } : {}),
    ...(draws === null ? {} : { draws }),
  });
}

/** What `sweep --json` prints: of every object and of the mean, the original and each shift's values. */
export function sweepJson(summary: RunSummary): Json {
  const set = shownOf(summary);
  const swept = (aggregate: MeanSummary | ObjectSummary): Json => ({
    original: set(aggregate.original),
    sweeps: aggregate.sweeps.map((sweep) => oneSweepJson(sweep, set)),
    ...identityJson(aggregate, set),
  });
  const shifts = summary.mean.sweeps.map(({ shift }) => shift);
  return document(summary, shifts, swept, { ranges: summary.provenance.ranges });
}

type SetJson = (set: MetricSet) => Json;

/** Without maps all metrics: those that are undefined stand there as nulls, with their reason beside them. */
function shownOf({ metrics, provenance }: RunSummary): SetJson {
  const shown = comparesMaps(provenance) ? metrics.filter((metric) => metric.shown) : metrics;
  return (set) => metricsJson(set, shown);
}

function document(
  { objects, mean, answers, ...summary }: RunSummary,
  combinations: readonly string[],
  aggregateJson: (aggregate: MeanSummary | ObjectSummary) => Json,
  others: Json & { readonly ranges: ShiftRanges },
): Json {
  return {
    combinations,
    objects: objects.map((object) => ({
      ...{ object: object.object, samples: object.samples },
      ...aggregateJson(object),
    })),
    mean: aggregateJson(mean),
    ...others,
    ...(answers.length === 0 ? {} : { answers }),
    ...comparisonJson(summary),
  };
}

/** The mean over objects stands at no one point of the station. */
function commonJson({ point, metrics }: CommonOutcome, set: SetJson): Json {
  return { ...(point === null ? {} : { point }), ...set(metrics) };
}

function oneSweepJson({ shift, points, worst }: SweepSummary, set: SetJson): Json {
  return {
    shift,
    points: points.map(({ value, metrics, controls }) => ({
      value,
      ...set(metrics),
      ...(controls === undefined ? {} : { controls: controlsJson(controls, set) }),
    })),
    ...(worst === undefined ? {} : sweepWorstJson(worst, set)),
  };
}

function sweepWorstJson({ common, perPicture }: SweepWorst, set: SetJson): Json {
  return {
    ...(common === undefined ? {} : { common: sweepCommonJson(common, set) }),
    perPicture: set(perPicture),
  };
}

function sweepCommonJson({ value, metrics }: NonNullable<SweepWorst["common"]>, set: SetJson): Json {
  return { ...(value === null ? {} : { value }), ...set(metrics) };
}

function identityJson({ identity }: Pick<MeanSummary, "identity">, set: SetJson): Json {
  return identity === null ? {} : { identity: set(identity) };
}

function controlsJson({ ideal, constant }: Controls, set: SetJson): Json {
  return { ideal: set(ideal), constant: set(constant) };
}
