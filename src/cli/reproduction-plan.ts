// The plan of a reproduction as people and programs read it.

import { firstLookText } from "../report/reproduction/names.ts";
import type { Table } from "../report/tables/table.ts";
import { addCosts, type Cost } from "../study/reproduce/cost.ts";
import { type PlannedStudy, type ReproductionPlan, secondsFor } from "../study/reproduce/plan.ts";
import type { ReproduceSettings } from "../study/reproduce/settings.ts";
import { durationText } from "./duration.ts";

type Workers = Pick<ReproduceSettings, "workers" | "samplesPerObject" | "budget" | "preset">;

/** A row per study and their sum: how much there is, how much is missing, how long that takes. */
export function planTable(plan: ReproductionPlan, settings: Workers): Table {
  const { studies, steps } = plan;
  const missing = addCosts(studies.map((study) => study.missing));
  const look = firstLookText(settings, settings.preset);
  return {
    name: "plan",
    title: "Studies, and the work that is missing",
    columns: [
      { label: "data set", key: "dataset", unit: "text" },
      { label: "backbone", key: "model", unit: "text" },
      { label: "search", key: "strategy", unit: "text" },
      { label: "objects", key: "objects", unit: "number", digits: 0 },
      { label: "pictures", key: "pictures", unit: "number", digits: 0 },
      { label: "items", key: "items", unit: "number", digits: 0 },
      { label: "missing", key: "missing_items", unit: "number", digits: 0 },
      { label: "forwards", key: "missing_forwards", unit: "number", digits: 0 },
      { label: "gradient steps", key: "missing_gradient_steps", unit: "number", digits: 0 },
      { label: "time", key: "seconds", unit: "text" },
    ],
    rows: [
      ...studies.map((study) => [
        study.dataset,
        study.source.label,
        study.strategy,
        study.objects.length,
        study.samples,
        study.total.items,
        ...costCells(study.missing),
        durationText(secondsOf(study, plan, settings)),
      ]),
      [
        "all",
        "",
        "",
        null,
        null,
        addCosts(studies.map((study) => study.total)).items,
        ...costCells(missing),
        durationText(totalSeconds(plan, settings)),
      ],
    ],
    grouped: false,
    summaryRows: 1,
    notes: [
      ...[...steps].map(
        ([label, { forwardMilliseconds, gradientMilliseconds, device, randomWeights }]) =>
          `${label} on ${device}, measured with ${settings.workers === 1 ? "one worker" : `${settings.workers} workers side by side`}${randomWeights ? " and random weights (its own are not here)" : ""}: forward ${Math.round(forwardMilliseconds)} ms, gradient step ${Math.round(gradientMilliseconds)} ms a point.`,
      ),
      ...studies
        .filter(({ pictures }) => pictures === null)
        .map(({ dataset }) => dataset)
        .filter((dataset, index, all) => all.indexOf(dataset) === index)
        .map((dataset) => `${dataset}: no folder was given; the published counts of the published objects.`),
      ...plainlyNotes(plan, settings),
      ...(look === null ? [] : [look]),
    ],
  };
}

/** What searches that share save, study by study. */
function plainlyNotes({ studies, steps }: ReproductionPlan, { workers }: Workers): string[] {
  return studies.flatMap(({ dataset, source, strategy, total, plainly }) => {
    if (plainly === null) return [];
    const step = steps.get(source.label);
    const time = (cost: Cost): string =>
      step === undefined ? "" : ` (${durationText(secondsFor(cost, step, workers))})`;
    const share = Math.round((100 * total.forwards) / plainly.forwards);
    return [
      `${dataset}, ${source.label}, ${strategy}: its searches share what they find; ${total.forwards} forwards in all${time(total)}, ${share}% of the ${plainly.forwards} that they would take for themselves${time(plainly)}.`,
    ];
  });
}

function costCells({ items, forwards, gradientSteps }: Cost): number[] {
  return [items, forwards, gradientSteps];
}

/** The plan as one JSON document; times in seconds and milliseconds. */
export function planJson(plan: ReproductionPlan, settings: Workers): object {
  return {
    studies: plan.studies.map((study) => ({
      dataset: study.dataset,
      model: study.source.label,
      strategy: study.strategy,
      objects: study.objects,
      samples: study.samples,
      total: study.total,
      missing: study.missing,
      ...(study.plainly === null ? {} : { plainly: study.plainly }),
      seconds: secondsOf(study, plan, settings),
    })),
    steps: Object.fromEntries(plan.steps),
    workers: settings.workers,
    seconds: totalSeconds(plan, settings),
  };
}

function secondsOf(study: PlannedStudy, { steps }: ReproductionPlan, { workers }: Workers): number {
  const step = steps.get(study.source.label);
  return step === undefined ? 0 : secondsFor(study.missing, step, workers);
}

function totalSeconds(plan: ReproductionPlan, settings: Workers): number {
  return plan.studies.reduce((sum, study) => sum + secondsOf(study, plan, settings), 0);
}
