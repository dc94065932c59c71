// A detector of one size for pictures of any shape: the first of the wrappers. Parts are cut from the working picture, judged,
// and their maps joined, in the graph or, of a detector without one, on the host.

import { InvariantError, present } from "../core/errors.ts";
import type { PictureSize } from "../core/image.ts";
import { resizedPlane } from "../core/resampled-plane.ts";
import type { Tensor } from "../core/tensor.ts";
import { broadcastTo } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import type { Detector, ScoredPicture, Scorer } from "./detector.ts";
import { type Aspect, type Framing, framingOf, isWhole } from "./framing.ts";
import { cutParts, joinParts, joinScores } from "./parts.ts";
import { cutPictures, joinMaps } from "./parts-on-host.ts";
import type { FramelessDetector } from "./source.ts";

/** The digest of a wrapped detector, from its own and what the wrapper adds. */
export type ComposeDigest = (digest: string) => string;

/**
 * A detector that takes pictures of any shape, framed as `aspect` says. One that takes pictures at their own size has no
 * frame.
 */
export function framed(frameless: FramelessDetector, aspect: Aspect, compose: ComposeDigest): Detector {
  const { size: given, mapSize: own, ...rest } = frameless;
  const size = typeof given === "number" ? { width: given, height: given } : given;
  const digest = compose(frameless.digest);
  const close = (): Promise<void> => frameless.close();
  if (size === "own") {
    const mapSize = own === undefined ? {} : { mapSize: () => own };
    return {
      ...{ ...rest, digest, close, ownSize: true, ...mapSize, workingSize: (picture) => sizeOf(picture) },
      prepare: async (request) => {
        const scorer = await frameless.prepare(request);
        return { ...scorer, digest: compose(scorer.digest) };
      },
    };
  }
  const frame = { aspect, size, mapSize: own ?? size, compose };
  return {
    ...{ ...rest, digest, close },
    workingSize: (picture) => sizeOf(framingOf(aspect, picture, size)),
    ...(own === undefined
      ? {}
      : { mapSize: (working) => (isWhole(framingOf(aspect, working, size), size) ? own : working) }),
    prepare: async (request) => framedScorer(await frameless.prepare(request), frame),
  };
}

function sizeOf({ width, height }: PictureSize): PictureSize {
  return { width, height };
}

interface Frame {
  readonly aspect: Aspect;
  readonly size: PictureSize;
  readonly mapSize: PictureSize;
  readonly compose: ComposeDigest;
}

function framedScorer(scorer: Scorer, frame: Frame): Scorer {
  const { aspect, size, compose } = frame;
  const { graph, maps } = scorer;
  const framing = (pictures: { readonly shape: readonly number[] }): Framing => {
    const [height = 0, width = 0] = pictures.shape.slice(2);
    return framingOf(aspect, { width, height }, size);
  };
  return {
    ...scorer,
    digest: compose(scorer.digest),
    ...(graph === undefined ? {} : { graph: framedGraph(graph, framing, size) }),
    ...(maps === undefined ? {} : { maps: framedMaps(maps, framing, frame) }),
  };
}

function framedGraph(
  graph: NonNullable<Scorer["graph"]>,
  framingOfShape: (pictures: Value) => Framing,
  size: PictureSize,
): NonNullable<Scorer["graph"]> {
  return (pictures, options) => {
    const framing = framingOfShape(pictures);
    const points = pictures.shape[0] ?? 1;
    // Parts of one truth stand beside the parts of every point.
    const truth = (): Value =>
      cutParts(broadcastTo(options.truth(), [points, 1, framing.height, framing.width]), framing, size);
    const judged = graph(cutParts(pictures, framing, size), { ...options, truth });
    return {
      ...judged,
      map: joinParts(judged.map, framing, size),
      imageScore: joinScores(judged.imageScore, framing),
    };
  };
}

function framedMaps(
  maps: NonNullable<Scorer["maps"]>,
  framingOfShape: (pictures: Tensor) => Framing,
  { size, mapSize }: Frame,
): NonNullable<Scorer["maps"]> {
  return async (pictures) => {
    const framing = framingOfShape(pictures);
    if (isWhole(framing, size)) return await maps(pictures);
    const points = pictures.shape[0] ?? 1;
    const judged: (readonly ScoredPicture[])[] = [];
    for (const part of cutPictures(pictures, framing, size)) judged.push(await maps(part));
    return Array.from({ length: points }, (_, point) =>
      joined(
        judged.map((part) => present(part[point], "judged part")),
        framing,
        { size, mapSize },
      ),
    );
  };
}

/**
 * A picture is as anomalous as its most anomalous part, and rejected where one is. Maps of another size than the parts'
 * come to theirs first, bilinearly.
 */
function joined(
  parts: readonly ScoredPicture[],
  framing: Framing,
  { size, mapSize }: Pick<Frame, "size" | "mapSize">,
): ScoredPicture {
  const maps = parts.flatMap(({ map }) => (map === null ? [] : [resizedPlane(map, mapSize, size)]));
  if (maps.length > 0 && maps.length < parts.length)
    throw new InvariantError("a detector gave maps of some parts alone");
  const labels = parts.flatMap(({ label }) => (label === undefined ? [] : [label]));
  return {
    map: maps.length === 0 ? null : joinMaps(maps, framing, size),
    imageScore: Math.max(...parts.map(({ imageScore }) => imageScore)),
    ...(labels.length === 0 ? {} : { label: labels.includes(true) }),
  };
}
