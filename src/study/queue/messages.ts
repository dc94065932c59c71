// Of which version planner and workers must be, and what an item is that they send each other.

import type { DatasetOptions } from "../../data/options.ts";
import type { DetectorSettings } from "../../detector/source.ts";
import type { WorkItem } from "../plan.ts";
import { version } from "../version.ts";

/** Raised when what is sent changes. */
const PROTOCOL = 7;

/** What planner and workers must agree on: results of two versions do not belong into one study. */
export function queueVersion(): string {
  return `faultline ${version()}, protocol ${PROTOCOL}`;
}

/** How a worker opens the detector: files are named as the planner names them, from the folder it was begun in. */
export interface QueuedDetector
  extends Pick<DetectorSettings, "source" | "options" | "aspect" | "device" | "threads" | "cwd"> {
  /** Of the detector, whatever the object. */
  readonly digest: string;
}

/** What of a work item is sent as it is; `known` and `hints` are what its search starts from. */
type SentItem = Pick<
  WorkItem,
  "key" | "role" | "className" | "content" | "region" | "preset" | "experiment" | "known" | "hints"
>;

/** One item with all that a worker needs to compute it. */
export interface QueuedItem extends SentItem {
  /** The run that the result goes to. */
  readonly run: string;
  readonly dataset: { readonly kind: string; readonly options: DatasetOptions };
  readonly detector: QueuedDetector;
  /** Digest of the detector for the object. */
  readonly objectDigest: string;
  readonly object: string;
  readonly sample: string;
  /** How often it is begun before it is given up. */
  readonly tries: number;
}
