// Names of what lies on the server: one prefix, so that a server can be shared.

/** Before every key. */
export const PREFIX = "faultline";

/** BullMQ's queue of the items of all runs. */
export const ITEMS = "items";

/** What BullMQ keeps of the queue: the item of a job's name, or a list of names such as "failed". */
export function itemsKey(name: string): string {
  return `${PREFIX}:${ITEMS}:${name}`;
}

/** List of a run's results, newest first, which only its planner takes from. */
export function resultsKey(run: string): string {
  return `${PREFIX}:results:${run}`;
}

/** List of what workers refused, newest first, for people to look at. */
export const REFUSED_KEY: string = `${PREFIX}:refused`;

const RUN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** True of a run's name on the server. */
export function isRunId(text: string): boolean {
  return RUN_ID.test(text);
}

/** BullMQ's name of an item of a run: the same item is in the queue once. */
export function jobName(run: string, key: string): string {
  return `${run}-${key}`;
}

/** The run and the item's key that a job's name says; undefined of a name that no planner gives. */
export function partsOfJobName(name: string): { readonly run: string; readonly key: string } | undefined {
  const [run, key] = [name.slice(0, 36), name.slice(37)];
  return isRunId(run) && name[36] === "-" && key !== "" ? { run, key } : undefined;
}

/** Where a living planner or worker says that it is there. */
export function presenceKey(role: "planner" | "worker", id: string): string {
  return `${PREFIX}:${role}:${id}`;
}

/** Results that nobody fetches are kept this long. */
export const KEPT_SECONDS: number = 7 * 86_400;
