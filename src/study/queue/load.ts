// The way into the queue. BullMQ and ioredis, which all the rest of it imports, are loaded on the way, and may not be
// installed.

import { withPackages } from "../../core/optional-packages.ts";

const PACKAGES = ["bullmq", "ioredis"];

/** Loads what a study plans with. InputError where the queue's packages are not installed. */
export function loadPlanner(): Promise<typeof import("./planner.ts")> {
  return withPackages("--queue", PACKAGES, () => import("./planner.ts"));
}

/** Loads what a worker computes with. InputError where the queue's packages are not installed. */
export function loadWorker(): Promise<typeof import("./worker.ts")> {
  return withPackages("a worker", PACKAGES, () => import("./worker.ts"));
}
