// Three stages side by side: while the second has one part of the work, the first prepares the next part, and the third
// finishes the one before.

export interface Stages<Part, Prepared, Judged, Result> {
  prepare(part: Part): Promise<Prepared>;
  judge(prepared: Prepared, part: Part): Promise<Judged>;
  finish(judged: Judged, part: Part): Promise<Result>;
}

/**
 * Results in the order of the parts. Never more than one part in a stage, so at most three are in memory. The first error
 * ends it, once what is under way has ended too.
 */
export async function inStages<Part, Prepared, Judged, Result>(
  parts: readonly Part[],
  { prepare, judge, finish }: Stages<Part, Prepared, Judged, Result>,
): Promise<Result[]> {
  const results: Promise<Result>[] = [];
  let next = startOf(parts[0], prepare);
  try {
    for (const [index, part] of parts.entries()) {
      const prepared = await (next as Promise<Prepared>);
      const judging = judge(prepared, part);
      next = startOf(parts[index + 1], prepare);
      const [judged] = await Promise.all([judging, results.at(-1)]);
      results.push(heardLater(finish(judged, part)));
    }
    return await Promise.all(results);
  } finally {
    await Promise.allSettled([next, ...results]);
  }
}

function startOf<Part, Prepared>(
  part: Part | undefined,
  prepare: (part: Part) => Promise<Prepared>,
): Promise<Prepared> | undefined {
  return part === undefined ? undefined : heardLater(prepare(part));
}

/** Its failure is heard of where it is awaited. */
function heardLater<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}
