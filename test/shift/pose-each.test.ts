// What holds for each pose by itself: nothing at 0, more harm at a greater severity, the `-y` twin on its side.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import type { PictureSize } from "../../src/core/image.ts";
import { random } from "../../src/core/random.ts";
import { SEVERITIES } from "../../src/core/shift.ts";
import { parameter } from "../../src/graph/value.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { alignMaps, transformImages } from "../../src/shift/compose.ts";
import type { MapRange, ShiftDefinition } from "../../src/shift/define.ts";
import { tiltX } from "../../src/shift/pose/tilt-x.ts";
import { tiltY } from "../../src/shift/pose/tilt-y.ts";
import { translateX } from "../../src/shift/pose/translate-x.ts";
import { translateY } from "../../src/shift/pose/translate-y.ts";
import { SHIFTS } from "../../src/shift/registry.ts";
import { expectClose } from "../support/closeness.ts";
import { evaluate, floats } from "../support/graph.ts";

const POSES = SHIFTS.all().filter(({ stage }) => stage === "pose");
const SIZE: PictureSize = { width: 61, height: 45 };

interface Posed {
  readonly picture: Float32Array;
  /** The posed picture as a map, brought back. */
  readonly back: Float32Array;
}

/** A grey picture under one pose, at each of some amounts. */
async function posed(
  shift: ShiftDefinition,
  plane: Float32Array,
  amounts: readonly number[],
  { size = SIZE, range = { low: 0, high: 1 } }: { size?: PictureSize; range?: MapRange } = {},
): Promise<Posed[]> {
  const { name } = shift;
  const count = amounts.length;
  const given = { [name]: parameter("amount", [count]) };
  const pictures = parameter("pictures", [1, 1, size.height, size.width]);
  const picture = transformImages(pictures, [shift], given);
  const results = await evaluate(
    { picture, back: alignMaps(picture, [shift], given, range) },
    { pictures: floats(pictures.shape, plane), amount: floats([count], amounts) },
  );
  const part = (of: string, index: number): Float32Array =>
    Float32Array.from(present(results[of], of).data).subarray(
      index * plane.length,
      (index + 1) * plane.length,
    );
  return amounts.map((_, index) => ({ picture: part("picture", index), back: part("back", index) }));
}

/** Defects of a pixel or few, drawn all over the picture, up to its edges. */
function defects(size: PictureSize): Uint8Array {
  return Uint8Array.from(noise(size), (value) => (value < 0.3 ? 1 : 0));
}

function noise({ width, height }: PictureSize): Float32Array {
  const source = random("pose", width, height);
  return Float32Array.from({ length: width * height }, () => source.next());
}

describe("a greater severity", () => {
  it.each(POSES)("of $name does more harm to the mask as its own map, either way", async (shift) => {
    const mask = defects(SIZE);
    for (const end of [0, 1]) {
      const amounts = SEVERITIES.map((severity) => shift.severities[severity][end] ?? Number.NaN);
      const found = await posed(shift, Float32Array.from(mask), amounts);
      const [mild = 0, moderate = 0, severe = 0] = found.map((at) => pixelAuroc(at.back, mask) ?? 0);
      expect(moderate, `after ${mild}`).toBeLessThan(mild);
      expect(severe, `after ${moderate}`).toBeLessThan(moderate);
    }
  });
});

describe("an amount of 0", () => {
  // The paper's rotation goes through its transforms at 0 too.
  const exact = POSES.filter(({ keepsCorners }) => keepsCorners !== true);

  it.each(exact)("of $name changes neither pictures nor maps", async (shift) => {
    const plane = noise(SIZE);
    const [still] = await posed(shift, plane, [0]);
    expect(still?.picture).toEqual(plane);
    expect(still?.back).toEqual(plane);
  });

  it.each(exact)("of $name leaves maps of another range as they are beside others", async (shift) => {
    const maps = parameter("maps", [2, 1, SIZE.height, SIZE.width]);
    const way = present(shift.back, "way back");
    const moved = way(maps, parameter("amount", [2]), { low: -1, high: 2 });
    const plane = noise(SIZE).map((value) => 3 * value - 1);
    const { moved: found } = await evaluate(
      { moved },
      {
        maps: floats(maps.shape, [...plane, ...plane]),
        amount: floats([2], [0, shift.severities.severe[1]]),
      },
    );
    const values = Float32Array.from(present(found, "map").data);
    expect(values.subarray(0, plane.length)).toEqual(plane);
    // What lay outside is the lower end of the range.
    expect(values.subarray(plane.length)).toContain(-1);
  });
});

describe.each([
  [translateX, translateY],
  [tiltX, tiltY],
] as const)("$name", (along, twin) => {
  it("is its twin on the transposed picture", async () => {
    const [{ width, height }, plane] = [SIZE, noise(SIZE)];
    const turned = (values: Float32Array, columns: number): Float32Array =>
      values.map((_, pixel) => {
        const rows = values.length / columns;
        return values[(pixel % rows) * columns + Math.floor(pixel / rows)] ?? Number.NaN;
      });
    const amounts = SEVERITIES.flatMap((severity) => [...along.severities[severity]]);
    const upright = await posed(along, plane, amounts);
    const size = { width: height, height: width };
    const lying = await posed(twin, turned(plane, width), amounts, { size });
    for (const [index, { picture, back }] of upright.entries()) {
      expectClose(lying[index]?.picture ?? [], turned(picture, width), { absolute: 1e-6 });
      expectClose(lying[index]?.back ?? [], turned(back, width), { absolute: 1e-6 });
    }
    const from = { x: 7, y: 31 };
    const place = present(along.place, "place")(from, amounts[5] ?? 0, SIZE);
    const twinPlace = present(twin.place, "place")({ x: from.y, y: from.x }, amounts[5] ?? 0, size);
    expect(twinPlace).toEqual({ x: place.y, y: place.x });
  });
});
