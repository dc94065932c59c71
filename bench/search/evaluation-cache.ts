// Evaluations kept on disk, one file of lines per model and picture: a point is computed once, whichever strategies
// ask for it and however often the benchmark is started again.

import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Evaluation, Objective, ShiftPoint, Wanted } from "faultline";

type Line = readonly [key: string, evaluation: Evaluation];

/** Where evaluations of a picture of the demo data set are kept: of a detector by its digest, of a data seed. */
export function evaluationFile(
  cache: string,
  { digest, dataSeed, id }: { readonly digest: string; readonly dataSeed: number; readonly id: string },
): string {
  return join(cache, digest.slice(0, 16), `seed-${dataSeed}`, `${id.replaceAll("/", "_")}.jsonl`);
}

/** The objective, asked only for what `file` does not hold; answers are appended to it. */
export function cachedObjective(objective: Objective, file: string): Objective {
  const known = new Map<string, Evaluation>(readLines(file));
  mkdirSync(dirname(file), { recursive: true });
  return async (points, wanted = {}) => {
    const found = (point: ShiftPoint): Evaluation | undefined => known.get(keyOf(point, wanted));
    const missing = points.filter((point) => found(point) === undefined);
    if (missing.length > 0) {
      const evaluations = await objective(missing, wanted);
      const lines = evaluations.map((evaluation): Line => [keyOf(evaluation.point, wanted), evaluation]);
      for (const [key, evaluation] of lines) known.set(key, evaluation);
      appendFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    }
    return points.map((point) => {
      const evaluation = found(point);
      if (evaluation === undefined) throw new Error(`no evaluation of ${keyOf(point, wanted)}`);
      return evaluation;
    });
  };
}

function keyOf(point: ShiftPoint, { gradient = false, draft = false }: Wanted): string {
  const amounts = Object.entries(point).map(([name, amount]) => `${name}=${amount}`);
  return `${amounts.join(",")}${gradient ? " gradient" : ""}${draft ? " draft" : ""}`;
}

/** The whole lines of a file; one torn by an interruption is computed again. */
function readLines(file: string): Line[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((text) => {
      try {
        return [JSON.parse(text) as Line];
      } catch {
        return [];
      }
    });
}
