// Where each picture's verdict flips first: the step of the scan, then the bracket parted in four, twice. Of a station's
// shift the same of the amount at which a limit is violated first, with all pictures together.

import type { BoxedShift } from "../../core/shift.ts";
import type { BreakingPoint } from "../../results/tolerance.ts";
import type { Planned } from "../questions/question.ts";
import { BISECTIONS, bracketOf, innerAmounts } from "./bracket.ts";
import { type InverseBasis, nearestOf } from "./inverse.ts";
import type { ScannedPicture } from "./judged-scan.ts";
import { knownOf, knownTogether } from "./known-amounts.ts";
import { numbersAt, SIDE_NAMES, type SideName } from "./scan-ask.ts";

/** What parts a picture's bracket on a side, the first or the second time. */
function breakRole({ facts }: BoxedShift, side: SideName, round: number): string {
  return `break ${facts.name} ${side} ${round}`;
}

/** What parts the bracket of the limits on a side, for all pictures of an object. */
function edgeRole({ facts }: BoxedShift, side: SideName, round: number): string {
  return `edge ${facts.name} ${side} ${round}`;
}

/** All roles that part brackets of the pictures. */
export function breakRoles(shift: BoxedShift): readonly string[] {
  return rolesOf(shift, breakRole);
}

/** Those whose amounts all pictures share. */
export function edgeRoles(shift: BoxedShift): readonly string[] {
  return rolesOf(shift, edgeRole);
}

function rolesOf(shift: BoxedShift, role: typeof breakRole): readonly string[] {
  return SIDE_NAMES.flatMap((side) =>
    Array.from({ length: BISECTIONS }, (_, round) => role(shift, side, round + 1)),
  );
}

/** The amounts between, by now: of every picture that flips, and of a station's shift at the edge of what limits hold. */
export function plannedBisections(basis: InverseBasis): Planned[] {
  const { shift, scan, limits, view } = basis;
  const planned: Planned[] = [];
  for (const side of SIDE_NAMES) {
    for (const picture of scan.pictures) {
      if (picture.flips[side] !== null && !picture.atRest.wrong)
        planned.push(
          ...bisectionsOf(basis, side, [picture], breakRole, (roles) => knownOf(scan, picture, roles, view)),
        );
    }
    if (shift.facts.scope === "station")
      planned.push(
        ...bisectionsOf(basis, side, scan.pictures, edgeRole, (roles) =>
          knownTogether(scan, roles, limits, view),
        ),
      );
  }
  return planned;
}

function bisectionsOf(
  { shift, view }: InverseBasis,
  side: SideName,
  pictures: readonly ScannedPicture[],
  roleOf: typeof breakRole,
  known: (roles: readonly string[]) => ReturnType<typeof knownOf>,
): Planned[] {
  const planned: Planned[] = [];
  const roles: string[] = [];
  for (let round = 1; round <= BISECTIONS; round++) {
    const amounts = innerAmounts(bracketOf(known(roles), side), shift, side);
    if (amounts.length === 0) break;
    const role = roleOf(shift, side, round);
    const experiment = numbersAt(shift, amounts);
    planned.push(...pictures.map(({ sample: { id } }): Planned => ({ sample: id, role, experiment })));
    if (pictures.some(({ sample: { id } }) => view.finished(id, role) === undefined)) break;
    roles.push(role);
  }
  return planned;
}

/** Every picture's breaking point, signed; 0 of one that is wrong at rest. */
export function breakingPoints({ shift, scan, view }: InverseBasis): readonly BreakingPoint[] {
  return scan.pictures.map((picture) => {
    const { sample, atRest } = picture;
    const { broken, sign } = nearestOf(SIDE_NAMES, knownOf(scan, picture, breakRoles(shift), view));
    const value = atRest.wrong ? 0 : broken === null ? null : sign * broken;
    return { sample: sample.id, shift: shift.facts.name, anomalous: sample.anomalous, value };
  });
}
