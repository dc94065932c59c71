// The answer to a risk: every object's profile from the records of its draws.

import { present } from "../../core/errors.ts";
import { parseRateLimits } from "../../metrics/decisions/limits.ts";
import type { ObjectRisk, RiskData } from "../../results/risk.ts";
import { type Parts, partOf } from "../questions/decision-settings.ts";
import type { Answered, AnswerView } from "../questions/question.ts";
import { ORIGINAL } from "../questions/roles.ts";
import { riskCharts } from "./charts.ts";
import { type Distributions, drawnShifts } from "./distributions.ts";
import { drawRoles } from "./draws.ts";
import { riskProfile } from "./profile.ts";

export interface RiskAsk {
  readonly distributions: Distributions;
  readonly draws: number;
  /** "escapes=2%,false-rejects=5%" */
  readonly limit: string;
  /** The part that a picture shows, by its id; of others it is the picture itself. */
  readonly parts: Parts;
}

/** Charts and data of every object, in the order of the samples. */
export function riskAnswer(
  { distributions, draws, limit, parts }: RiskAsk,
  view: Pick<AnswerView, "samples" | "record" | "thresholds">,
): Answered {
  const limits = parseRateLimits([limit]);
  const shifts = drawnShifts(distributions);
  const roles = drawRoles(shifts, draws);
  const profiles = [...new Set(view.samples.map(({ object }) => object))].map((object) => {
    const pictures = view.samples
      .filter((sample) => sample.object === object)
      .map((sample) => ({
        ...{ sample, part: partOf(sample.id, parts) },
        atRest: present(view.record(sample.id, ORIGINAL).points[0], ORIGINAL),
        draws: roles.flatMap((role) => view.record(sample.id, role).points),
      }));
    return riskProfile({ object, pictures, decider: view.thresholds(object), limits });
  });
  const objects: ObjectRisk[] = profiles.map(({ risk }) => risk);
  const inOrder = Object.fromEntries(
    shifts.map(({ facts: { name } }) => [name, present(distributions[name], name)]),
  );
  const data: RiskData = { kind: "risk-profile", limits, distributions: inOrder, objects };
  return { charts: riskCharts(profiles, limits), data };
}
