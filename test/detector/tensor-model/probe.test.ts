// The probe pictures, what answers to them tell of a wrong description, and where the map of a crop lies.

import { describe, expect, it } from "vitest";
import { sha256 } from "../../../src/core/digest.ts";
import { cropBorder, placementOf } from "../../../src/detector/tensor-model/placement.ts";
import { plausibility, probePictures } from "../../../src/detector/tensor-model/probe.ts";

describe("the probe pictures", () => {
  it("are the same everywhere, of 8 bits, and of any size", () => {
    const { shape, data } = probePictures({ width: 64, height: 48 });
    expect(shape).toEqual([2, 3, 48, 64]);
    const levels = Uint8Array.from(data, (value) => Math.round(value * 255));
    expect(data).toEqual(Float32Array.from(levels, (level) => level / 255));
    expect(sha256(levels)).toMatchInlineSnapshot(
      `"05b518419892c0d808e99c961e505b014d9188e4b004935ab8b16ae3e322075b"`,
    );
    expect(probePictures({ width: 1, height: 1 }).data).toHaveLength(6);
  });
});

describe("answers that a wrong description would give", () => {
  const answer = (map: readonly number[] | null, imageScore: number) => ({
    ...{ map: map === null ? null : Float32Array.from(map), mapSize: null, imageScore },
  });
  const UNFIT = "it is probably not fed what it expects (channels, range, mean, std).";
  const NEW_OR_UNFIT =
    "such pictures are new to it, or it is not fed what it expects (channels, range, mean, std).";
  const fullOfOnes = answer([...new Array<number>(199).fill(1), 0.7], 0.2);
  const other = answer([0.1, 0.5], 0.5);

  it.each<readonly [string, readonly ReturnType<typeof answer>[], readonly string[]]>([
    ["different maps and scores", [answer([0.1, 0.2, 0.9], 0.9), answer([0.3, 0.1, 0.2], 0.3)], []],
    ["scores alone", [answer(null, 0.2), answer(null, 0.3)], []],
    ["one picture's answer", [answer([0.1, 0.2], 0.2)], []],
    ["a flat map", [answer([0.5, 0.5], 0.4), other], [`Its map is 0.5 everywhere: ${UNFIT}`]],
    ["a map of ones", [answer([1, 1], 0.9), other], [`Its map is 1 everywhere: ${NEW_OR_UNFIT}`]],
    [
      ...(["a map at one end", [fullOfOnes, other]] as const),
      [`99% of its map is at one end, 1: ${NEW_OR_UNFIT}`],
    ],
    [
      ...(["nearly the same answers", [answer([1, 2], 2), answer([1.01, 1.98], 2)]] as const),
      [
        `Its maps of two clearly different pictures hardly differ: ${UNFIT}`,
        `Its image score of two clearly different pictures is the same, 2: ${UNFIT}`,
      ],
    ],
  ])("%s", (_, answers, sentences) => {
    expect(plausibility(answers)).toEqual(sentences);
  });

  it("a map beyond the clip that comes after it", () => {
    const answers = [answer([7, 8, 9], 0.2), other];
    expect(plausibility(answers)).toEqual([]);
    expect(plausibility(answers, [0, 1])).toEqual([
      `100% of its map is at one end of its clip or beyond, 1: ${NEW_OR_UNFIT}`,
    ]);
  });
});

describe("the map of a crop", () => {
  it("lies in the whole picture, its least value around it", () => {
    const border = cropBorder({ width: 6, height: 5 }, { width: 4, height: 2 });
    expect(border).toEqual({ left: 1, right: 1, top: 2, bottom: 1 });
    const { plane, unseenShare, place } = placementOf(
      { width: 4, height: 2 },
      { width: 6, height: 5 },
      border,
    );
    expect(plane).toEqual({ width: 6, height: 5 });
    expect(unseenShare).toBeCloseTo(1 - 8 / 30);
    expect([...place(Float32Array.of(5, 6, 7, 8, 9, 4, 3, 2))]).toEqual([
      ...[2, 2, 2, 2, 2, 2],
      ...[2, 2, 2, 2, 2, 2],
      ...[2, 5, 6, 7, 8, 2],
      ...[2, 9, 4, 3, 2, 2],
      ...[2, 2, 2, 2, 2, 2],
    ]);
  });

  it("keeps the map's own scale", () => {
    const border = { left: 8, right: 8, top: 8, bottom: 8 };
    const half = placementOf({ width: 24, height: 24 }, { width: 64, height: 64 }, border);
    expect(half.plane).toEqual({ width: 32, height: 32 });
    const map = Float32Array.from({ length: 576 }, (_, at) => at);
    expect(half.place(map)[4 * 32 + 4 + 1]).toBe(1);
    const whole = placementOf(
      { width: 2, height: 1 },
      { width: 4, height: 2 },
      { left: 0, right: 0, top: 0, bottom: 0 },
    );
    expect({ ...whole, place: undefined }).toEqual({
      plane: { width: 2, height: 1 },
      unseenShare: 0,
      place: undefined,
    });
  });

  it("is cut out as torchvision cuts: halves of an offset go to the even number", () => {
    const offsets = [69, 71, 80].map(
      (size) => cropBorder({ width: size, height: 64 }, { width: 64, height: 64 }).left,
    );
    expect(offsets).toEqual([2, 4, 8]);
  });
});
