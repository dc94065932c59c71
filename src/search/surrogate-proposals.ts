// Proposals from a surrogate: a Gaussian process of all that is known rates random places near the best ones and anywhere in
// the box by the improvement to be expected. A batch takes the best, believes it to be what it is predicted to be, and goes on
// (the kriging believer of Ginsbourger, Le Riche & Carraro 2010). The last of a batch is bold: a kernel that was fitted to
// where little happens is too sure of itself.

import { present } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import { type Axis, axesBeyondThree, isApart, type Position } from "./cube.ts";
import { expectedImprovement } from "./expected-improvement.ts";
import type { Place } from "./gaussian-process.ts";
import type { Visit } from "./ledger.ts";
import { anywhere, finelyNear, placesToRate } from "./places-to-rate.ts";
import type { Proposer } from "./proposer.ts";
import { type Surrogate, surrogates } from "./surrogate-model.ts";

export interface SurrogateOptions {
  readonly axes: readonly Axis[];
  /** Everything known by now, whoever visited it. */
  readonly visits: () => readonly Visit[];
  readonly source: Random;
}

/** Places of a batch. */
const BATCH = 5;
/** Deviations below its mean at which a bold place is rated. */
const BOLDNESS = 3;

/** The best rated, and the places near each of them that are rated in every round. */
const REFINED = 3;
const NEAR_REFINED = 8;
const roundsOf = (axes: readonly Axis[]): number => Math.max(2, 2 * axesBeyondThree(axes));

interface Rated {
  readonly position: Position;
  readonly place: Place;
}

/** Batches without end, each from all that `visits` gives by then. */
export function* surrogateProposals({ axes, visits, source }: SurrogateOptions): Proposer {
  const modelOf = surrogates(axes, BATCH);
  for (;;) {
    const known = visits();
    const places = placesToRate(known, axes, source);
    const model = modelOf(known);
    const batch = model === null ? [] : batchOf(model, { places, known, axes, source });
    yield batch.length > 0 ? batch : [anywhere(axes, source)];
  }
}

interface Candidates {
  readonly places: readonly Position[];
  readonly known: readonly Visit[];
  readonly axes: readonly Axis[];
  readonly source: Random;
}

function batchOf(model: Surrogate, { places, known, axes, source }: Candidates): Position[] {
  const rated = places.map((position): Rated => ({ position, place: model.at(position) }));
  const taken = known.map(({ position }) => position);
  const chosen: Position[] = [];
  for (let index = 0; index < BATCH; index++) {
    const merit = index === BATCH - 1 ? bold(model) : improvement(model);
    const isNew = ({ position }: Rated): boolean => isApart(position, taken, axes);
    let best = bestRated(rated, { merit, isNew, model });
    for (let round = 0; round < roundsOf(axes); round++) {
      const finer = best.flatMap(({ position }) =>
        Array.from({ length: NEAR_REFINED }, (_, near): Rated => {
          const at = finelyNear(position, near, axes, source);
          return { position: at, place: model.at(at) };
        }),
      );
      best = bestRated([...best, ...finer], { merit, isNew, model });
    }
    const next = best[0];
    if (next === undefined) break;
    chosen.push(next.position);
    taken.push(next.position);
    model.believe(next.place);
  }
  return chosen;
}

type Merit = (place: Place) => number;

function improvement({ deviation, best }: Surrogate): Merit {
  return ({ mean, variance }) => expectedImprovement(mean, deviation * Math.sqrt(variance), best);
}

function bold({ deviation }: Surrogate): Merit {
  return ({ mean, variance }) => BOLDNESS * deviation * Math.sqrt(variance) - mean;
}

interface Rating {
  readonly merit: Merit;
  readonly isNew: (one: Rated) => boolean;
  readonly model: Pick<Surrogate, "tighten">;
}

/**
 * Those of the highest merit that are new, the best first. Merit grows with the deviation, of which little is known at first: only
 * the places that may still be among the best are looked at closely.
 */
function bestRated(rated: readonly Rated[], { merit, isNew, model }: Rating): Rated[] {
  const merits = Float64Array.from(rated, ({ place }) => merit(place));
  const best: Rated[] = [];
  for (let left = rated.length; left > 0 && best.length < REFINED; ) {
    const highest = indexOfHighest(merits);
    const one = present(rated[highest], "place");
    if (model.tighten(one.place)) {
      merits[highest] = merit(one.place);
      continue;
    }
    if (isNew(one)) best.push(one);
    merits[highest] = Number.NEGATIVE_INFINITY;
    left--;
  }
  return best;
}

function indexOfHighest(numbers: Float64Array): number {
  let highest = 0;
  for (let index = 1; index < numbers.length; index++)
    if ((numbers[index] as number) > (numbers[highest] as number)) highest = index;
  return highest;
}
