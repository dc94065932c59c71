// What a worst common value needs evaluated, once all pictures of an object are searched: the shared station points, each
// picture under its own poses. A pure function of finished records.

import type { ShiftBox, ShiftPoint } from "../core/shift.ts";
import type { Criterion } from "../objective/criteria/criterion.ts";
import type { ItemRecord } from "../results/record.ts";
import { designPoints, posePoints, scopesOf, stationPoints } from "./common-design.ts";
import type { Planned, PlannedSample, PlanView } from "./questions/question.ts";
import { boundRole, commonRole } from "./questions/roles.ts";

export interface CommonAsk {
  /** Its name: "theta+hue". */
  readonly combination: string;
  readonly box: ShiftBox;
  /** What its searches made worse. */
  readonly criterion: Criterion;
  /** Station points of the design; none for 0. */
  readonly count: number;
}

/** An experiment for every sample of the objects whose searches are finished; none without a station shift. */
export function plannedCommon(ask: CommonAsk, view: PlanView): Planned[] {
  if (ask.count === 0 || scopesOf(ask.box).station.length === 0) return [];
  return [...samplesByObject(view.samples)].flatMap(([object, samples]) =>
    plannedOfObject(ask, object, samples, view),
  );
}

function plannedOfObject(
  { combination, box, criterion, count }: CommonAsk,
  object: string,
  samples: readonly PlannedSample[],
  { seed, finished, record }: PlanView,
): Planned[] {
  const role = boundRole(combination);
  if (samples.some(({ id }) => finished(id, role) === undefined)) return [];
  const records = samples.flatMap(({ id }) => record(id, role) ?? []);
  const { station, part } = scopesOf(box);
  const stations = stationPoints({
    ...{ box: station, count, winners: winnersOf(records, criterion) },
    seedParts: [seed, object, combination],
  });
  return records.map(({ sample, points }) => {
    const poses = posePoints(
      part,
      points.map(({ point }) => point),
    );
    const experiment = { kind: "points", points: designPoints(box, stations, poses) } as const;
    return { sample, role: commonRole(combination), experiment };
  });
}

/** What the searches found: in turn of a picture with a defect and of one without, the worst of each first. */
function winnersOf(records: readonly ItemRecord[], criterion: Criterion): ShiftPoint[] {
  const [defective, good] = [true, false].map((label) => {
    const { height } = criterion.order(label);
    return records
      .filter(({ anomalous }) => anomalous === label)
      .flatMap(({ points }) => points.slice(0, 1))
      .toSorted((left, right) => height(left) - height(right))
      .map(({ point }) => point);
  });
  return records.flatMap((_, turn) => [defective?.[turn] ?? [], good?.[turn] ?? []].flat());
}

function samplesByObject(samples: readonly PlannedSample[]): ReadonlyMap<string, readonly PlannedSample[]> {
  const objects = new Map<string, PlannedSample[]>();
  for (const sample of samples) {
    const own = objects.get(sample.object) ?? [];
    own.push(sample);
    objects.set(sample.object, own);
  }
  return objects;
}
