// What a graph says before it runs: its final clip, its decision, and the size that it brings pictures to.

import { describe, expect, it } from "vitest";
import { finalClip, labelRule } from "../../../src/detector/onnx/final-clip.ts";
import { GraphWalk } from "../../../src/detector/onnx/graph-walk.ts";
import { pictureResize } from "../../../src/detector/onnx/picture-resize.ts";
import type { OnnxNode } from "../../../src/graph/foreign/structure.ts";

type Made = readonly [
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes?: Readonly<Record<string, number>>,
];

type Constants = Readonly<Record<string, readonly number[]>>;

/** A walk through nodes; names that are numbers are constants of these values. */
function walkOf(nodes: readonly Made[], constants: Constants = {}): GraphWalk {
  const numbers = nodes
    .flatMap(([, inputs]) => inputs)
    .filter((name) => name !== "" && Number.isFinite(Number(name)));
  const known: [string, readonly number[]][] = [
    ...numbers.map((name): [string, number[]] => [name, [Number(name)]]),
    ...Object.entries(constants),
  ];
  return new GraphWalk({
    nodes: nodes.map(
      ([operator, inputs, output, attributes = {}]): OnnxNode => ({
        ...{ operator, domain: "", name: "", inputs, outputs: [output] },
        attributes: new Map(Object.entries(attributes)),
      }),
    ),
    constants: new Map(
      known.map(([name, values]) => [name, { type: "float32", shape: [values.length], values }]),
    ),
  });
}

describe("the final clip", () => {
  it.each<readonly [string, readonly Made[]]>([
    ["alone", [["Clip", ["raw", "0", "1"], "map"]]],
    ["by attributes, as old opsets have it", [["Clip", ["raw"], "map", { min: 0, max: 1 }]]],
    [
      "as minimum and maximum",
      [
        ["Max", ["raw", "0"], "a"],
        ["Min", ["1", "a"], "map"],
      ],
    ],
    [
      "behind shapes and types",
      [
        ["Clip", ["raw", "0", "1"], "a"],
        ["Squeeze", ["a", "1"], "b"],
        ["Cast", ["b"], "c", { to: 1 }],
        ["Identity", ["c"], "map"],
      ],
    ],
    [
      "behind a choice that is made already",
      [
        ["Clip", ["raw", "0", "1"], "a"],
        ["Where", ["no", "x", "a"], "b"],
        ["Where", ["yes", "b", "raw"], "map"],
      ],
    ],
    [
      "behind a choice that constants make",
      [
        ["IsNaN", ["0.5"], "nan"],
        ["Not", ["nan"], "known"],
        ["And", ["known", "known"], "yes"],
        ["Clip", ["raw", "0", "1"], "a"],
        ["Where", ["yes", "a", "raw"], "map"],
      ],
    ],
  ])("%s", (_what, nodes) => {
    expect(finalClip(walkOf(nodes, { no: [0], yes: [1] }), "map")).toEqual({
      before: "raw",
      interval: [0, 1],
    });
  });

  it.each<readonly [string, readonly Made[]]>([
    ["is none where one end is open, as of distances", [["Clip", ["raw", "0"], "map"]]],
    [
      "is none before arithmetic",
      [
        ["Clip", ["raw", "0", "1"], "a"],
        ["Mul", ["a", "2"], "map"],
      ],
    ],
    [
      "is none where a picture decides",
      [
        ["Clip", ["raw", "0", "1"], "a"],
        ["Where", ["input", "a", "raw"], "map"],
      ],
    ],
    [
      "is none before numbers become whole",
      [
        ["Clip", ["raw", "0", "1"], "a"],
        ["Cast", ["a"], "map", { to: 7 }],
      ],
    ],
    ["is none where its ends are computed", [["Clip", ["raw", "low", "high"], "map"]]],
    [
      "is none in a circle",
      [
        ["Identity", ["map"], "a"],
        ["Identity", ["a"], "map"],
      ],
    ],
  ])("%s", (_what, nodes) => {
    expect(finalClip(walkOf(nodes), "map")).toBeNull();
  });
});

it("a label says above what it rejects", () => {
  expect(
    labelRule(
      walkOf([
        ["Greater", ["score", "0.8"], "a"],
        ["Identity", ["a"], "label"],
      ]),
      "label",
    ),
  ).toEqual({ of: "score", above: 0.8 });
  expect(labelRule(walkOf([["Less", ["0.5", "score"], "label"]]), "label")).toEqual({
    of: "score",
    above: 0.5,
  });
  expect(labelRule(walkOf([["Greater", ["score", "other"], "label"]]), "label")).toBeNull();
});

describe("the picture's first resize", () => {
  const target = { sizes: [1, 3, 72, 96], side: [72, 96] };
  it.each<readonly [string, readonly Made[]]>([
    ["of a constant shape", [["Resize", ["input", "", "", "sizes"], "x"]]],
    [
      "of a shape put together",
      [
        ["Shape", ["input"], "shape"],
        ["Reshape", ["input", "shape"], "a"],
        ["Concat", ["shape", "side"], "b"],
        ["Cast", ["b"], "c"],
        ["Resize", ["a", "", "", "c"], "x"],
      ],
    ],
    [
      "behind a normalisation",
      [
        ["Sub", ["input", "mean"], "a"],
        ["Div", ["a", "std"], "b"],
        ["Resize", ["b", "", "", "sizes"], "x"],
      ],
    ],
  ])("%s", (_what, nodes) => {
    expect(pictureResize(walkOf(nodes, target), "input")).toEqual({ width: 96, height: 72 });
  });

  it.each<readonly [string, readonly Made[]]>([
    [
      "is none behind a convolution",
      [
        ["Conv", ["input", "w"], "a"],
        ["Resize", ["a", "", "", "sizes"], "x"],
      ],
    ],
    [
      "is none where the picture goes two ways",
      [
        ["Resize", ["input", "", "", "sizes"], "x"],
        ["Conv", ["input", "w"], "y"],
      ],
    ],
    ["is none of a factor", [["Resize", ["input", "", "scales"], "x"]]],
  ])("%s", (_what, nodes) => {
    expect(pictureResize(walkOf(nodes, { ...target, scales: [1, 1, 2, 2] }), "input")).toBeNull();
  });
});
