// Controls beside drops: what the same shifts cost detectors that cannot be wrong, so that the transform's own share
// is not taken for the detector's.

import type { Controls, RunSummary } from "../../results/schema.ts";
import { leadingMetric, metricValue, resamplingShare } from "../facts.ts";
import { changeUnitOf, columnKey, unitOf } from "./rows.ts";
import type { Cell, Column } from "./table.ts";

/** What the first column means: a line under every table that has it. */
export const RESAMPLING_NOTE =
  "Resampling: the points that resampling and corners cost by themselves, which a detector that draws the mask itself loses at the same shifts; only where a shift moves the part.";

/** What both mean. */
export const CONTROLS_NOTE: string = `${RESAMPLING_NOTE} Flat map: the value of a map that is the same everywhere, which knows nothing.`;

/** True where a run has controls of a search or of a sweep. */
export function hasControls({ mean }: RunSummary): boolean {
  return (
    Object.keys(mean.controls).length > 0 ||
    mean.sweeps.some(({ points }) => points.some(({ controls }) => controls !== undefined))
  );
}

/** The columns, of the leading metric; in the CSV alone where a run has no controls. */
export function controlColumns(summary: RunSummary): Column[] {
  const metric = leadingMetric(summary);
  const hidden = !hasControls(summary);
  return [
    { label: "resampling", key: columnKey(metric, "resampling", "change"), ...changeUnitOf(metric), hidden },
    { label: "flat map", key: columnKey(metric, "flat_map"), ...unitOf(metric), hidden },
  ];
}

/** The cells of `controlColumns`; empty where the row has no controls. */
export function controlCells(summary: RunSummary, controls: Controls | undefined): Cell[] {
  if (controls === undefined) return ["", ""];
  const metric = leadingMetric(summary);
  return [resamplingShare(metric, controls), metricValue(controls.constant, metric)];
}
