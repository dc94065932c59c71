// What must not be asked twice at once: an engine, a detector.

/** Begins a task when all that were asked for before it have ended, well or not. */
export type Turns = <Result>(task: () => Promise<Result>) => Promise<Result>;

/** A queue with nobody in it. */
export function takingTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const own = last.then(task);
    last = own.catch(() => {});
    return own;
  };
}
