// Metrics of maps and masks as users have them. Right values by an independent computation (pooled, 8-connected, AUPRO
// to 0.3 with the point at 0.3 interpolated).

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { metricsOfFiles } from "../../src/cli/pooled-files.ts";
import { present } from "../../src/core/errors.ts";
import type { NumericArray } from "../../src/core/numeric-array.ts";
import { openDoubts } from "../../src/data/doubts.ts";
import { decodeMap } from "../../src/image/codec.ts";
import type { ReadingRules } from "../../src/image/rules.ts";
import type { DetailedMetrics } from "../../src/metrics/types.ts";
import { faultline } from "../support/cli.ts";
import { PIMO, pimoSamples } from "../support/pimo-cases.ts";
import { npyFile, tiffFile } from "../support/raw-pictures.ts";
import { scratchFolder } from "../support/scratch.ts";
import { plant } from "../support/tree.ts";

const PAIRS = fileURLToPath(new URL("../fixtures/pairs/", import.meta.url));

interface Measured {
  readonly metrics: DetailedMetrics;
  readonly notes: readonly string[];
}

/** Maps and masks of two folders, paired by their first three characters. */
async function measure(maps: string, masks: string, rules: ReadingRules = {}): Promise<Measured> {
  const found = new Map(readdirSync(masks).map((name) => [name.slice(0, 3), join(masks, name)]));
  const files = readdirSync(maps).map((name) => ({
    mapPath: join(maps, name),
    maskPaths: [found.get(name.slice(0, 3)) ?? []].flat(),
  }));
  const doubts = openDoubts(rules);
  const metrics = await metricsOfFiles(files, { rules, doubts, signal: new AbortController().signal });
  return { metrics, notes: doubts.notes() };
}

const at = (name: string): string => join(PAIRS, name);

function expectValues(
  { values: { pauroc, aupro, f1max, ap, imageAuroc } }: DetailedMetrics,
  values: readonly number[],
): void {
  for (const [index, value] of [pauroc, aupro, f1max, ap].entries())
    expect(Math.abs((value ?? Number.NaN) - (values[index] ?? Number.NaN))).toBeLessThan(5.1e-6);
  expect(imageAuroc).toBe(1);
}

const BASE = [0.92475, 0.64444, 0.50891, 0.51913];

describe("pooled metrics", () => {
  it("of float32 maps and PNG masks", async () => {
    const { metrics, notes } = await measure(at("maps"), at("masks"));
    expectValues(metrics, BASE);
    expect(notes).toEqual([]);
  });

  it("of TIFF maps of 16 bits", async () => {
    const { metrics } = await measure(at("maps-16-bit"), at("masks"));
    expectValues(metrics, [0.92476, 0.64467, 0.50891, 0.51859]);
  });

  it("of a mask of region numbers 1 and 300", async () => {
    const { metrics, notes } = await measure(at("maps-regions"), at("masks-regions"));
    expectValues(metrics, [0.90808, 0.76521, 0.59459, 0.59751]);
    expect(notes).toEqual([]);
  });

  it("of JPEG masks: noted with the remedy, which gives the values of the masks they were", async () => {
    const plain = await measure(at("maps"), at("masks-jpeg"));
    expect(plain.notes).toEqual([
      expect.stringMatching(
        /^mask .*masks-jpeg\/000_mask\.jpg and 1 more: many grey levels.*--mask-threshold 0\.5/,
      ),
    ]);
    const { metrics, notes } = await measure(at("maps"), at("masks-jpeg"), { maskThreshold: 0.5 });
    expectValues(metrics, BASE);
    expect(notes).toEqual([]);
  });

  it("of masks whose shape is in their alpha channel, and of heat maps in colour: refused", async () => {
    await expect(measure(at("maps"), at("masks-alpha"))).rejects.toThrow(
      /^invalid mask .*000_mask\.png: its alpha channel has a shape of its own/,
    );
    await expect(measure(at("maps-rgb"), at("masks"))).rejects.toThrow(
      /^invalid map .*maps-rgb\/000\.tif: its pixels have several channels/,
    );
  });
});

describe("scores that float32 cannot tell apart", () => {
  type Rewrite<Numbers extends NumericArray = NumericArray> = (scores: Float32Array) => Numbers;
  const nearOne: Rewrite = (scores) => Float64Array.from(scores, (score) => 1 + 1e-9 * score);
  const beyondDoubles: Rewrite = (scores) =>
    BigInt64Array.from(scores, (score) => 2n ** 61n + BigInt(Math.round(score * 2 ** 24)));
  const unsigned: Rewrite = (scores) =>
    BigUint64Array.from(scores, (score) => 2n ** 63n + BigInt(Math.round(score * 2 ** 24)));
  const wholes: Rewrite = (scores) =>
    Int32Array.from(scores, (score) => 2 ** 30 + Math.round(score * 2 ** 24));

  /** The base maps with other numbers in the same order. */
  async function rewritten(
    write: (scores: Float32Array, size: { width: number; height: number }, index: number) => Uint8Array,
    ending: string,
  ): Promise<string> {
    const folder = join(await scratchFolder(), "maps");
    for (const [index, name] of ["000", "001", "002"].entries()) {
      const { scores, ...size } = await decodeMap(at(`maps/${name}.npy`));
      await plant(folder, { [`${name}.${ending}`]: write(Float32Array.from(scores, Number), size, index) });
    }
    return folder;
  }

  const asNpy =
    (descr: string, rewrite: Rewrite, order: "C" | "Fortran" = "C") =>
    (scores: Float32Array, { width, height }: { width: number; height: number }): Uint8Array => {
      const turned = Float32Array.from(scores, (_, index) => {
        const [x, y] = [Math.floor(index / height), index % height];
        return scores[y * width + x] ?? Number.NaN;
      });
      return npyFile(descr, [height, width], rewrite(order === "C" ? scores : turned), order);
    };

  it.each<[string, Parameters<typeof rewritten>]>([
    ["float64 near 1", [asNpy("<f8", nearOne), "npy"]],
    ["float64 near 1, big-endian in Fortran order", [asNpy(">f8", nearOne, "Fortran"), "npy"]],
    ["int64 beyond 2^53", [asNpy("<i8", beyondDoubles), "npy"]],
    ["uint64 beyond 2^63", [asNpy(">u8", unsigned), "npy"]],
    ["int32 beyond 2^24", [asNpy("<i4", wholes), "npy"]],
    ["TIFF of float64", [(scores, size) => tiffFile(nearOne(scores), size), "tif"]],
    [
      "TIFF of int64",
      [(scores, size) => tiffFile(beyondDoubles(scores), { ...size, bigEndian: true }), "tiff"],
    ],
    ["TIFF of int32", [(scores, size) => tiffFile(wholes(scores), size), "tif"]],
  ])("are ranked in their own precision: %s", async (_, args) => {
    const { metrics } = await measure(await rewritten(...args), at("masks"));
    expect(metrics.values.pauroc).toBeCloseTo(0.92475, 4);
    expect(metrics.values.aupro).toBeCloseTo(0.64444, 4);
    expect(metrics.values.imageAuroc).toBe(1);
  });

  it("compare as numbers where maps are of different types", async () => {
    // The scores of the base maps, ×2^24 and rounded: whole numbers that each of three types holds.
    const whole: Rewrite<Float64Array> = (scores) =>
      Float64Array.from(scores, (score) => Math.round(score * 2 ** 24));
    const big: Rewrite = (scores) =>
      BigInt64Array.from(scores, (score) => BigInt(Math.round(score * 2 ** 24)));
    const writers = [
      asNpy("<f8", whole),
      asNpy("<i8", big),
      asNpy("<f8", (scores) => whole(scores).map((v) => v + 0.25)),
    ];
    const folder = await rewritten(
      (scores, size, index) => writers[index]?.(scores, size) ?? new Uint8Array(),
      "npy",
    );
    expectValues((await measure(folder, at("masks"))).metrics, BASE);
  });
});

/** A golden set of AUPIMO as files: maps of float64 that no float32 holds, in the same order. */
async function plantPimo(name: string): Promise<string> {
  const root = await scratchFolder();
  const files = pimoSamples(name).flatMap(({ map, mask, width, height }, index) => {
    const scores = Float64Array.from(map, (score) => score * 1.1);
    return [
      [`maps/${index}.npy`, npyFile("<f8", [height, width], scores)],
      [`masks/${index}.npy`, npyFile("|u1", [height, width], mask)],
    ] as const;
  });
  await plant(root, Object.fromEntries(files));
  return root;
}

describe("AUPIMO of files", () => {
  it.each(["few", "sizes", "ties", "nonormal"])("has the reference's value of the set %s", async (name) => {
    const root = await plantPimo(name);
    const files = pimoSamples(name).map((_, index) => ({
      mapPath: join(root, "maps", `${index}.npy`),
      maskPaths: [join(root, "masks", `${index}.npy`)],
    }));
    const { bounds, mean_aupimo: expected, image_f1max: f1, lowest_step: step } = present(PIMO[name], name);
    const { values, notes, reasons } = await metricsOfFiles(files, {
      ...{ rules: {}, doubts: openDoubts({}), signal: new AbortController().signal },
      pimoBounds: { lower: bounds[0], upper: bounds[1] },
    });
    expect(values["imageF1max"]).toBeCloseTo(f1 ?? Number.NaN, 12);
    if (expected === null) expect(reasons?.["aupimo"]).toBe("no normal picture");
    else expect(values["aupimo"]).toBeCloseTo(expected, 12);
    if (name === "few") expect(notes?.["aupimo"]).toBe(`lowest step ${step?.toExponential(1)}: not resolved`);
  });
});

describe("faultline metrics", () => {
  it("takes the remedies as flags, and notes what they make doubtful", async () => {
    const { stdout, stderr } = await faultline([
      ...["metrics", "--maps", at("maps"), "--masks", at("masks-jpeg"), "--json"],
      ...["--mask-threshold", "0.5", "--invert-masks"],
    ]);
    expect(stderr).toMatch(/000_mask\.jpg and 1 more: most pixels are anomalous; is --invert-masks right\?/);
    expect(JSON.parse(stdout)).toMatchObject({ pauroc: expect.any(Number), samples: 3 });
  });

  it("takes the bounds of AUPIMO, and says what is not resolved", async () => {
    const root = await plantPimo("ties");
    const args = ["metrics", "--maps", join(root, "maps"), "--masks", join(root, "masks")];
    const { bounds, mean_aupimo: expected } = present(PIMO["ties"], "ties");
    const bounded = await faultline([...args, "--pimo-bounds", bounds.join(","), "--json"]);
    const { aupimo, notes, imageF1, ...others } = JSON.parse(bounded.stdout) as Record<string, unknown>;
    expect(aupimo).toBeCloseTo(expected ?? Number.NaN, 12);
    expect([notes, imageF1, Object.keys(others).at(-1)]).toEqual([undefined, undefined, "samples"]);
    const { stdout } = await faultline(args);
    expect(stdout).toMatch(/^aupimo\t\S+\tlowest step 8\.7e-4: not resolved$/m);
    for (const wrong of ["0.5,0.5", "1e-5,1e-4,1e-3"]) {
      const { code, stderr } = await faultline([...args, "--pimo-bounds", wrong]);
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining(`invalid --pimo-bounds "${wrong}"; expected two rates`),
      ]);
    }
  });
});
