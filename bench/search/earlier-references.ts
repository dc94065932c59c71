// References of an earlier run, from the figures that it wrote: a search of 20,000 units takes minutes a picture.

import { readFileSync } from "node:fs";
import type { ShiftPoint } from "faultline";

/** Where a picture's reference lies. */
export interface KnownReference {
  readonly model: string;
  readonly picture: string;
  readonly point: ShiftPoint;
}

/** What must be the same for a reference to hold. */
export interface ReferencePlan {
  readonly shifts: readonly string[];
  readonly pictures: string;
  readonly referenceUnits: number | null;
}

interface Figures extends ReferencePlan {
  readonly pictureFigures: readonly {
    readonly model: string;
    readonly picture: string;
    readonly referencePoint: ShiftPoint | null;
  }[];
}

/** All references of figures files; Error where one was planned otherwise. */
export function earlierReferences(files: readonly string[], plan: ReferencePlan): KnownReference[] {
  return files.flatMap((file) => {
    const { pictureFigures, ...figures } = JSON.parse(readFileSync(file, "utf8")) as Figures;
    if (textOf(figures) !== textOf(plan))
      throw new Error(`--references ${file}: of ${textOf(figures)}; asked for are ${textOf(plan)}`);
    return pictureFigures.flatMap(({ model, picture, referencePoint }) =>
      referencePoint === null ? [] : [{ model, picture, point: referencePoint }],
    );
  });
}

function textOf({ shifts, pictures, referenceUnits }: ReferencePlan): string {
  return `${shifts.join(",")} on ${pictures} pictures, ${referenceUnits} units`;
}
