// All poses of a part at once: a spot's map lies on the spot again, whatever was done to the picture.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import type { PictureSize } from "../../src/core/image.ts";
import { type Random, random } from "../../src/core/random.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { parameter } from "../../src/graph/value.ts";
import { alignMaps, transformImages } from "../../src/shift/compose.ts";
import type { MapRange, Place } from "../../src/shift/define.ts";
import { SHIFTS } from "../../src/shift/registry.ts";
import { evaluate, floats } from "../support/graph.ts";

const POSES = SHIFTS.all().filter(({ stage }) => stage === "pose");
const POINTS = 25;
/** Standard deviation of a spot, and how far its place stays from the edges, in pixels. */
const SPREAD = 2;
const MARGIN = 6;

interface Spot {
  readonly at: Place;
  /** Where it is in the shifted picture. */
  readonly moved: Place;
  readonly point: ShiftPoint;
}

/** A spot and a point of moderate or severe amounts, some of them 0, that keeps it in view at every stage. */
function spotInView(source: Random, size: PictureSize): Spot {
  for (;;) {
    const severity = source.next() < 0.5 ? "moderate" : "severe";
    const amounts = POSES.map(({ severities, name }) => {
      const amount = source.uniform(...severities[severity]);
      return [name, source.next() < 0.2 ? 0 : amount] as const;
    });
    const at = {
      x: source.uniform(MARGIN, size.width - MARGIN),
      y: source.uniform(MARGIN, size.height - MARGIN),
    };
    let moved: Place = at;
    const staysInView = POSES.every(({ place }, index) => {
      moved = present(place, "place")(moved, amounts[index]?.[1] ?? 0, size);
      return isInside(moved, size);
    });
    if (staysInView) return { at, moved, point: Object.fromEntries(amounts) };
  }
}

function isInside({ x, y }: Place, { width, height }: PictureSize): boolean {
  return Math.min(x, y, width - 1 - x, height - 1 - y) >= MARGIN;
}

function drawn({ at }: Spot, { width, height }: PictureSize): Float32Array {
  return Float32Array.from({ length: width * height }, (_, pixel) => {
    const [right, down] = [(pixel % width) - at.x, Math.floor(pixel / width) - at.y];
    return Math.exp(-(right ** 2 + down ** 2) / (2 * SPREAD ** 2));
  });
}

function centroid(values: Float32Array, width: number): Place {
  let [total, x, y] = [0, 0, 0];
  for (const [pixel, value] of values.entries()) {
    total += value;
    x += value * (pixel % width);
    y += value * Math.floor(pixel / width);
  }
  return { x: x / total, y: y / total };
}

function expectAt(found: Place, wanted: Place, what: string): void {
  expect(Math.hypot(found.x - wanted.x, found.y - wanted.y), what).toBeLessThan(0.5);
}

/** The shifted pictures of the spots, and those pictures as maps brought back. */
async function thereAndBack(
  spots: readonly Spot[],
  size: PictureSize,
  range: MapRange,
): Promise<{ readonly shifted: Float32Array; readonly back: Float32Array }> {
  const shape = [spots.length, 1, size.height, size.width];
  const pictures = parameter("pictures", shape);
  const amounts = Object.fromEntries(
    POSES.map(({ name }) => [name, parameter(`at ${name}`, [spots.length])]),
  );
  const shifted = transformImages(pictures, POSES, amounts);
  const back = alignMaps(shifted, POSES, amounts, range);
  const feeds = POSES.map(({ name }) => {
    const values = spots.map(({ point }) => point[name] ?? Number.NaN);
    return [`at ${name}`, floats([spots.length], values)] as const;
  });
  const planes = spots.flatMap((spot) => [...drawn(spot, size)]);
  const results = await evaluate(
    { shifted, back },
    { pictures: floats(shape, planes), ...Object.fromEntries(feeds) },
  );
  return {
    shifted: Float32Array.from(present(results["shifted"], "shifted").data),
    back: Float32Array.from(present(results["back"], "back").data),
  };
}

describe("a bright spot under all poses at once", () => {
  const sizes = [
    [61, 47],
    [48, 48],
    [40, 63],
    [55, 55],
  ] as const;
  const ranges: readonly MapRange[] = [
    { low: 0, high: 1 },
    { low: null, high: null },
  ];
  const runs = sizes.flatMap(([width, height]) => ranges.map((range) => ({ width, height, range })));

  it.each(runs)("of $width × $height, map in $range.low … $range.high", async ({ range, ...size }) => {
    const source = random("spots", size.width, size.height, String(range.low));
    const spots = Array.from({ length: POINTS }, () => spotInView(source, size));
    const { shifted, back } = await thereAndBack(spots, size, range);
    const pixels = size.width * size.height;
    for (const [index, { at, moved, point }] of spots.entries()) {
      const part = [index * pixels, (index + 1) * pixels] as const;
      const what = JSON.stringify(point);
      expectAt(centroid(shifted.subarray(...part), size.width), moved, `seen at ${what}`);
      expectAt(centroid(back.subarray(...part), size.width), at, `brought back from ${what}`);
    }
  });
});
