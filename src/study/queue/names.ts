// Names of what lies on the server: one prefix, so that a server can be shared.

/** Before every key. */
export const PREFIX = "faultline";

/** BullMQ's queue of the items of all runs. */
export const ITEMS = "items";

/** List of a run's results, newest first, which only its planner takes from. */
export function resultsKey(run: string): string {
  return `${PREFIX}:results:${run}`;
}

/** BullMQ's name of an item of a run: the same item is in the queue once. */
export function jobName(run: string, key: string): string {
  return `${run}-${key}`;
}

/** Where a living planner or worker says that it is there. */
export function presenceKey(role: "planner" | "worker", id: string): string {
  return `${PREFIX}:${role}:${id}`;
}

/** Results that nobody fetches are kept this long. */
export const KEPT_SECONDS: number = 7 * 86_400;
