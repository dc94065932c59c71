// The worst common value of decisions: the one station point at which most defective pictures of an object escape, and the
// one at which most good ones are rejected, each picture at its own worst pose under it.

import type { ShiftPoint } from "../../core/shift.ts";
import type { Thresholds } from "../../core/thresholds.ts";
import { decisionCounts } from "../../metrics/decisions/parts.ts";
import type { CommonCounts, Count } from "../../results/decisions.ts";
import { boxOf } from "../../shift/registry.ts";
import type { Candidate } from "../candidates.ts";
import { sharedStations, stationPart } from "../common.ts";
import { scopesOf } from "../common-design.ts";
import { commonRole, drawsRole, sweepRole } from "../questions/roles.ts";
import type { SearchedCombination } from "../searched.ts";
import { type DecidedPicture, decided } from "./pictures.ts";
import { worstDecided } from "./verdict.ts";

interface StationCount {
  readonly point: ShiftPoint;
  readonly count: Count;
  /** The sum of the image scores, the sooner the decisions fail the higher. */
  readonly push: number;
}

/** Each side at its own worst station point; null where the pictures share none but that at rest. */
export function commonCounts(
  pictures: readonly DecidedPicture[],
  combination: SearchedCombination,
  thresholds: Thresholds,
): CommonCounts | null {
  if (!areShared(pictures, combination)) return null;
  const side = (anomalous: boolean): StationCount => {
    const own = pictures.filter(({ sample }) => sample.anomalous === anomalous);
    return worstStation(own, anomalous, combination, thresholds);
  };
  const [defective, good] = [side(true), side(false)];
  return {
    escapes: defective.count,
    falseRejects: good.count,
    points: { escapes: defective.point, falseRejects: good.point },
  };
}

/** True where every picture was evaluated at the station points of a shared design, of draws, or of a sweep. */
function areShared(pictures: readonly DecidedPicture[], { name, ranges }: SearchedCombination): boolean {
  const { station } = scopesOf(boxOf(ranges));
  const roles = [commonRole(name), drawsRole(name), ...station.map(({ facts }) => sweepRole(facts.name))];
  return roles.some((role) => pictures.every(({ records }) => records.has(role)));
}

/** Of pictures of one label: where most parts fail, then where the scores are worst. */
function worstStation(
  pictures: readonly DecidedPicture[],
  anomalous: boolean,
  combination: SearchedCombination,
  thresholds: Thresholds,
): StationCount {
  const { names, stations } = sharedStations(pictures, combination);
  const at = (chosen: readonly Candidate[]): StationCount => {
    const counts = decisionCounts(
      pictures.flatMap((picture, index) => {
        const candidate = chosen[index];
        return candidate === undefined ? [] : [decided(picture, candidate, thresholds)];
      }),
    );
    const sum = chosen.reduce((total, { imageScore }) => total + imageScore, 0);
    return {
      point: stationPart(chosen[0]?.point ?? {}, names),
      count: anomalous ? counts.escapes : counts.falseRejects,
      push: anomalous ? -sum : sum,
    };
  };
  const counted = stations.flatMap((poses) => {
    const chosen = poses.flatMap((candidates) => worstDecided(candidates, anomalous, thresholds) ?? []);
    return chosen.length < pictures.length ? [] : [at(chosen)];
  });
  return counted.reduce(
    (worst, other) =>
      other.count.k > worst.count.k || (other.count.k === worst.count.k && other.push > worst.push)
        ? other
        : worst,
    counted[0] ?? at([]),
  );
}
