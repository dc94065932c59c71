// The golden sets of AUPIMO as samples.

import type { MapSample } from "../../src/metrics/types.ts";
import { fixtureBytes, fixtureFloats, fixtureJson, fixtureTensors } from "./fixtures.ts";

export interface PimoCase {
  readonly images: number;
  readonly bounds: readonly [number, number];
  readonly aupimo: readonly (number | null)[];
  readonly mean_aupimo: number | null;
  readonly reason?: string;
  readonly lowest_step?: number;
  readonly cut_at_upper?: number;
  readonly cut_at_lower?: number;
  readonly image_auroc: number | null;
  readonly image_f1max: number | null;
}

/** The golden sets of AUPIMO by name. */
export const PIMO: Readonly<Record<string, PimoCase>> = fixtureJson<{ cases: Record<string, PimoCase> }>(
  "metrics-pimo",
).cases;
const tensors = fixtureTensors("metrics-pimo");

/** The pictures of a set, stacked or one by one. */
export function pimoSamples(name: string): MapSample[] {
  const stacked = tensors.has(`${name}.maps`);
  return Array.from({ length: PIMO[name]?.images ?? 0 }, (_, index) => {
    const key = (what: string): string => (stacked ? `${name}.${what}` : `${name}.${what}.${index}`);
    const [height = 0, width = 0] = tensors.get(key("maps"))?.shape.slice(-2) ?? [];
    const own = stacked ? [index * width * height, (index + 1) * width * height] : [];
    const map = fixtureFloats(tensors, key("maps")).slice(...own);
    return { map, mask: fixtureBytes(tensors, key("masks")).slice(...own), width, height };
  });
}
