// What a search can make worse, by name: a file and a line each.

import { openRegistry, type Registry } from "../../core/registry.ts";
import type { Criterion } from "./criterion.ts";
import { imageScore } from "./image-score.ts";
import { loss } from "./loss.ts";
import { mapChange } from "./map-change.ts";
import { pauroc } from "./pauroc.ts";

export const CRITERIA: Registry<Criterion> = openRegistry("criterion", [pauroc, loss, imageScore, mapChange]);

/** The published one. */
export const DEFAULT_CRITERION: string = pauroc.name;
