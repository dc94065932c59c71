// A detector whose arithmetic is its red channel: as a graph, or as pictures judged one by one.

import { IGNORED, type PictureSize } from "../../src/core/image.ts";
import type { Tensor } from "../../src/core/tensor.ts";
import type { Detector, ScoredPicture, Scorer } from "../../src/detector/detector.ts";
import { framed } from "../../src/detector/framed.ts";
import type { Aspect } from "../../src/detector/framing.ts";
import { maximum, offset, reshape, slice } from "../../src/graph/ops/index.ts";
import type { Engine } from "../../src/graph/session.ts";
import type { ChainSample } from "../../src/objective/chain.ts";

export const TOY_SIZE = 24;

export interface ToyOptions {
  readonly as: "graph" | "maps";
  /** Added to every value of the map. */
  readonly raised?: number;
  /** False: the map's range is not known. */
  readonly bounded?: boolean;
  readonly scoresAlone?: boolean;
  readonly aspect?: Aspect;
}

/** The red channel as the map, its maximum as the image score. */
export function toyDetector(
  engine: Engine,
  { as, raised = 0, bounded = true, scoresAlone = false, aspect = "squash" }: ToyOptions,
): Detector {
  const common = {
    digest: "toy",
    range: bounded ? { low: raised, high: 1 + raised } : { low: null, high: null },
    can: { gradient: as === "graph", draft: null, batch: 2 },
  };
  const graph: Scorer["graph"] = (pictures) => {
    const map = offset(slice(pictures, 1, 0, 1), raised);
    return { map, imageScore: reshape(maximum(map, [1, 2, 3]), [map.shape[0] ?? 1]) };
  };
  const maps = async ({ shape, data }: Tensor): Promise<ScoredPicture[]> => {
    const pixels = (shape[2] ?? 0) * (shape[3] ?? 0);
    return Array.from({ length: shape[0] ?? 0 }, (_, picture) => {
      const map = data.slice(3 * picture * pixels, (3 * picture + 1) * pixels).map((value) => value + raised);
      return {
        map: scoresAlone ? null : map,
        imageScore: map.reduce((most, value) => Math.max(most, value)),
      };
    });
  };
  const square = {
    ...{ name: "toy", digest: "toy", engine, size: TOY_SIZE },
    ...(scoresAlone ? { facts: { notes: [], givesMaps: false } } : {}),
    prepare: async (): Promise<Scorer> => (as === "graph" ? { ...common, graph } : { ...common, maps }),
    close: async () => {},
  };
  return framed(square, aspect, (digest) => `${digest} ${aspect}`);
}

/** A part whose defect is redder than the rest, with a corner that counts nowhere. */
export function toySample(
  { width, height }: PictureSize = { width: TOY_SIZE, height: TOY_SIZE },
  anomalous = true,
): ChainSample {
  const inside = (at: number): boolean => Math.hypot((at % width) - 9, Math.floor(at / width) - 11) < 4;
  const pixels = width * height;
  return {
    image: {
      ...{ width, height },
      data: Float32Array.from({ length: 3 * pixels }, (_, at) => {
        const [row, column] = [Math.floor(at / width) % height, at % width];
        const red = at < pixels && anomalous && inside(at) ? 0.3 : 0;
        return 0.4 + red + 0.2 * Math.sin(row * 0.5 + Math.floor(at / pixels)) * Math.cos(column * 0.4);
      }),
    },
    mask: {
      ...{ width, height },
      data: Uint8Array.from({ length: pixels }, (_, at) =>
        at < 2 * width ? IGNORED : Number(anomalous && inside(at)),
      ),
    },
    ...{ object: "disc", className: "disc", anomalous },
  };
}
