// Sizes as strangers' files, descriptions and answers may say them: refused in one line before anything of that size is made.

import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { raiseLimits } from "../../../src/core/limits.ts";
import { feedSize } from "../../../src/detector/onnx/feed-size.ts";
import { GraphWalk } from "../../../src/detector/onnx/graph-walk.ts";
import { answersOf } from "../../../src/detector/tensor-model/answers.ts";
import { placementOf } from "../../../src/detector/tensor-model/placement.ts";
import { settle, understand } from "../../../src/detector/tensor-model/understanding.ts";
import { cropOf, unseenBorder } from "../../../src/detector/tensor-model/unseen-border.ts";
import { descriptionFromYaml } from "../../../src/detector/tensor-model/yaml.ts";
import { giving, MAP, SCORE, value, zeros } from "./models.ts";

describe("a size that is refused", () => {
  it.each([
    ["pictures of 2^40 pixels a side", ["N", 3, 2 ** 40, 2 ** 40]],
    ["2^40 pictures in every run", [2 ** 40, 3, 64, 64]],
    ["pictures a little larger than there may be", [1, 3, 3000, 3000]],
  ])("is declared: %s", (_what, shape) => {
    const declared = () => understand(giving([MAP], shape), {});
    expect(declared).toThrow(InputError);
    expect(declared).toThrow(
      /^invalid spot\.onnx: it takes \d.* pixels in a run of a model, at most 8400000;/,
    );
  });

  it("is described", () => {
    const any = giving([MAP], ["N", 3, "H", "W"]);
    expect(() => understand(any, { resize: "99999x99999" })).toThrow("9999800001 pixels in a run of a model");
  });

  it("is that of the maps or of a resize within the graph", () => {
    const model = giving([value("map", "float32", ["N", 1, 2 ** 31, 2 ** 31])], ["N", 3, "H", "W"]);
    const walk = new GraphWalk({ nodes: [], constants: new Map() });
    const asked = { understanding: understand(model, {}), description: {}, feed: "loop" } as const;
    expect(() => feedSize(model, walk, asked)).toThrow("pixels in a run of a model, at most");
  });

  it("is allowed where its limit is raised", () => {
    const restore = raiseLimits("model-pixels=9e6");
    expect(understand(giving([MAP], [1, 3, 3000, 3000]), {}).size).toEqual({ width: 3000, height: 3000 });
    restore();
  });

  it("would be that of a map around the one pixel that a model looks at", () => {
    const size = { width: 4000, height: 4000 };
    const border = { top: 2000, bottom: 1999, left: 2000, right: 1999 };
    expect(() => placementOf(size, size, border, "spot.onnx")).toThrow(
      "invalid spot.onnx: its maps of 4000×4000 px show 1×1 px of pictures of 4000×4000 px alone",
    );
  });
});

describe("a model that looks at nothing", () => {
  it("has no crop", async () => {
    const size = { width: 64, height: 48 };
    const border = await unseenBorder(size, 3, async () => false);
    const map = { width: 16, height: 12 };
    expect(cropOf(border, { size, crop: null, map })).toEqual({ top: 0, bottom: 0, left: 0, right: 0 });
  });
});

describe("names that every object has", () => {
  it("are none of an answer's outputs", () => {
    const label = value("toString", "bool", ["N"]);
    const settled = settle(
      understand(giving([SCORE, label]), { labelOutput: "toString" }),
      zeros({ pred_score: [1, 1], toString: [1] }),
      1,
    );
    expect(() => answersOf(zeros({ pred_score: [1, 1] }), settled, 1)).toThrow(
      "output toString is missing; it gave pred_score",
    );
  });

  it("are operators like others", () => {
    const node = { operator: "toString", domain: "", name: "", inputs: ["c"], outputs: ["d"] };
    const one = { type: "float32", shape: [], values: [1] };
    const walk = new GraphWalk({
      nodes: [{ ...node, attributes: new Map() }],
      constants: new Map([["c", one]]),
    });
    expect(walk.scalar("d")).toBeNull();
  });
});

describe("a description", () => {
  it.each(["resize: {toString: 1}", "mean: [[[1]]]", "range: {a: [1]}"])(
    "has no fields within fields: %s",
    (text) => {
      expect(() => descriptionFromYaml(text, "spot.yaml")).toThrow(
        ": expected one value, or a list of values",
      );
    },
  );
});
