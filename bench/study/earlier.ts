// Studies of an earlier run of the benchmark, of this version or another one, from the figures that it wrote.

import { readFileSync } from "node:fs";
import type { StudyFigures, WholeStudy } from "./summary.ts";
import type { StudyPlan } from "./types.ts";

/** A picture of a study, as the figures have it. */
interface PictureFigures extends StudyPlan {
  readonly model: string;
  readonly picture: string;
  readonly pauroc: Readonly<Record<string, number>>;
}

export interface Earlier {
  readonly whole: readonly WholeStudy[];
  /** Of each study, in the same order. */
  readonly figures: readonly StudyFigures[];
}

/** The studies of figures files that share nothing; Error where two are the same study. */
export function earlierStudies(files: readonly string[]): Earlier {
  const found = files.flatMap((file) => {
    const { studies, pictureFigures } = JSON.parse(readFileSync(file, "utf8")) as {
      readonly studies: readonly StudyFigures[];
      readonly pictureFigures: readonly PictureFigures[];
    };
    return studies
      .filter(({ mode }) => mode !== "shared")
      .map((figures) => {
        const { model, mode, seed, budget } = figures;
        const own = pictureFigures.filter(
          (one) => one.model === model && one.mode === mode && one.seed === seed && one.budget === budget,
        );
        const pictures = own.map(({ picture, pauroc }) => ({ id: picture, pauroc }));
        return { figures, whole: { model, study: { mode, seed, budget }, pictures } };
      });
  });
  const names = found.map(
    ({ whole: { model, study } }) => `${model}, seed ${study.seed}, ${study.budget} steps`,
  );
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`--against: two independent studies of ${twice}; leave one out`);
  return { whole: found.map(({ whole }) => whole), figures: found.map(({ figures }) => figures) };
}
