// What the scan of one shift alone needs evaluated: every picture outwards from 0 on both sides, in rounds. Of a part's
// shift a picture is not followed beyond its flip; a station's stands at each amount for all pictures together. Pure.

import type { Planned, PlannedSample, PlanView } from "../questions/question.ts";
import { ORIGINAL } from "../questions/roles.ts";
import { judgedScan } from "./judged-scan.ts";
import { isWrongAnywhere } from "./readings.ts";
import {
  chunksOf,
  isWhole,
  numbersAt,
  type ScanAsk,
  type ScanSides,
  SIDE_NAMES,
  type SideName,
  scanSides,
} from "./scan-ask.ts";

/**
 * The scan's experiments by now, numbers alone. Nothing of an object as long as it is not known what decides on its pictures,
 * and how they are decided at rest: their unshifted records (ORIGINAL) are another's to plan.
 */
export function plannedScan(ask: ScanAsk, view: PlanView): Planned[] {
  const sides = scanSides(ask);
  const objects = new Set(view.samples.map(({ object }) => object));
  return [...objects].flatMap((object) => {
    const samples = view.samples.filter((sample) => sample.object === object);
    if (view.decider(object) === null || samples.some(({ id }) => view.finished(id, ORIGINAL) === undefined))
      return [];
    return SIDE_NAMES.flatMap((side) => plannedSide(ask, sides, side, samples, view));
  });
}

function plannedSide(
  ask: ScanAsk,
  sides: ScanSides,
  side: SideName,
  samples: readonly PlannedSample[],
  view: PlanView,
): Planned[] {
  const planned: Planned[] = [];
  let followed = isWhole(ask) ? samples : right(samples, ORIGINAL, view);
  for (const { amounts, first, role } of chunksOf(ask, sides, side)) {
    const experiment = numbersAt(ask.shift, amounts);
    planned.push(...followed.map(({ id }): Planned => ({ sample: id, role, experiment })));
    const done = followed.filter(({ id }) => view.finished(id, role) !== undefined);
    if (ask.ends !== undefined) {
      const [{ object } = { object: "" }] = samples;
      if (done.length < followed.length) break;
      const reach = { low: 0, high: 0, [side]: first + amounts.length };
      if (ask.ends(judgedScan(ask, object, view).within(reach), object)) break;
    }
    if (!isWhole(ask)) followed = right(done, role, view);
  }
  return planned;
}

/** Those whose points of a role are all decided rightly. */
function right(samples: readonly PlannedSample[], role: string, view: PlanView): readonly PlannedSample[] {
  return samples.filter((sample) => !isWrongAnywhere(sample, role, view));
}
