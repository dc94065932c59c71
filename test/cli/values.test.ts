// The contract's commands give the references' values, through files and flags.

import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { faultline, readNpy, writeNpy } from "../support/cli.ts";
import { expectClose } from "../support/closeness.ts";
import { FIXTURES, fixtureBytes, fixtureFloats, fixtureTensors } from "../support/fixtures.ts";
import { GOLDEN, goldenSamples } from "../support/metric-cases.ts";
import { scratchFolder } from "../support/scratch.ts";
import { openTiny, TINY_NAMES } from "../support/tiny.ts";

const SIZE = 64;
const PIXELS = SIZE * SIZE;

it("map lays a vision tower over its base", async () => {
  const tensors = fixtureTensors("tiny-visual-only");
  const file = join(await scratchFolder(), "image.npy");
  const image = await writeNpy(file, [3, SIZE, SIZE], fixtureFloats(tensors, "image"));
  const model = ["--model", `${FIXTURES}tiny-quickgelu`, "--visual", `${FIXTURES}tiny-visual-only.pt`];
  const { stdout } = await faultline(["map", ...model, "--class", "hazelnut", "--image", image, "--json"]);
  const { imageScore } = JSON.parse(stdout) as { imageScore: number };
  expectClose([imageScore], fixtureFloats(tensors, "image_score"), { absolute: 1e-4, what: "image score" });
});

describe.each(TINY_NAMES)("with %s", (name) => {
  it("map gives maps, loss and gradient", async () => {
    const folder = await scratchFolder();
    const tiny = await openTiny(name);
    const image = fixtureFloats(tiny.tensors, "images").subarray(0, 3 * PIXELS);
    const mask = fixtureBytes(tiny.tensors, "masks").subarray(0, PIXELS);
    const imageFile = await writeNpy(join(folder, "image.npy"), [3, SIZE, SIZE], image);
    const maskFile = await writeNpy(join(folder, "mask.npy"), [SIZE, SIZE], mask);
    const at = 4;
    const [theta, hue, saturation] = tiny.description.points_theta_hue_saturation[at] ?? [0, 0, 0];
    const out = join(folder, "map.npy");
    const flags = ["--model", `${FIXTURES}${name}`, "--class", "hazelnut", "--image", imageFile];
    const point = ["--at", `theta=${theta},hue=${hue},saturation=${saturation}`];
    const result = await faultline([
      ...["map", ...flags, ...point, "--mask", maskFile],
      ...["--gradient", "--out", out, "--json"],
    ]);
    expect(result.stderr).not.toMatch(/error/i);
    const { loss, gradient } = JSON.parse(result.stdout) as {
      loss: number;
      gradient: { theta: number; hue: number; saturation: number };
    };
    const losses = fixtureFloats(tiny.tensors, "pipeline.loss");
    expectClose([loss], losses.subarray(at, at + 1), { absolute: 1e-5, what: "loss" });
    const band = fixtureFloats(tiny.tensors, "pipeline.grad_band").subarray(3 * at, 3 * at + 3);
    expectClose([gradient.theta, gradient.hue, gradient.saturation], band, {
      relative: 2e-3,
      what: "gradient",
    });
    const row = tiny.description.map_points.indexOf(at);
    const maps = fixtureFloats(tiny.tensors, "pipeline.maps");
    const map = await readNpy(out);
    expect(map.shape).toEqual([SIZE, SIZE]);
    expectClose(map.data, maps.subarray(row * PIXELS, (row + 1) * PIXELS), { absolute: 1e-4, what: "map" });
  });

  it("map derives by every shift that is named, zeros included, and by all where none is", async () => {
    const folder = await scratchFolder();
    const tiny = await openTiny(name);
    const image = fixtureFloats(tiny.tensors, "images").subarray(0, 3 * PIXELS);
    const mask = fixtureBytes(tiny.tensors, "masks").subarray(0, PIXELS);
    const files = [
      ...["--image", await writeNpy(join(folder, "image.npy"), [3, SIZE, SIZE], image)],
      ...["--mask", await writeNpy(join(folder, "mask.npy"), [SIZE, SIZE], mask)],
    ];
    const gradientAt = async (...at: string[]): Promise<Record<string, number>> => {
      const model = ["--model", `${FIXTURES}${name}`, "--class", "hazelnut"];
      const { stdout } = await faultline(["map", ...model, ...files, ...at, "--gradient", "--json"]);
      const parsed = JSON.parse(stdout) as { gradient: Record<string, number> };
      return parsed.gradient;
    };
    const [turned, coloured, all] = await Promise.all([
      gradientAt("--at", "theta=0"),
      gradientAt("--at", "saturation=0,theta=0"),
      gradientAt(),
    ]);
    expect(Object.keys(turned)).toEqual(["theta"]);
    expect(Object.keys(coloured)).toEqual(["theta", "saturation"]);
    expect(Object.keys(all)).toEqual(["theta", "hue", "saturation"]);
    expect(coloured).toEqual({ theta: all["theta"], saturation: all["saturation"] });
    expectClose([turned["theta"] ?? Number.NaN], [all["theta"] ?? Number.NaN], {
      relative: 1e-3,
      what: "gradient",
    });
  });

  it("embed gives pictures first, then texts", async () => {
    const folder = await scratchFolder();
    const tiny = await openTiny(name);
    const images = fixtureFloats(tiny.tensors, "images");
    const files = await Promise.all(
      [0, 1].map((index) =>
        writeNpy(
          join(folder, `${index}.npy`),
          [3, SIZE, SIZE],
          images.subarray(3 * PIXELS * index, 3 * PIXELS * (index + 1)),
        ),
      ),
    );
    const out = join(folder, "embeddings.npy");
    const { code, stderr } = await faultline([
      ...["embed", "--model", `${FIXTURES}${name}`, "--out", out],
      ...files.flatMap((file) => ["--image", file]),
      ...tiny.description.prompts.flatMap((prompt) => ["--text", prompt]),
    ]);
    expect(stderr).not.toMatch(/error/i);
    expect(code).toBe(0);
    const expected = [
      ...fixtureFloats(tiny.tensors, "image_embedding"),
      ...fixtureFloats(tiny.tensors, "prompt_embeddings"),
    ];
    expectClose((await readNpy(out)).data, expected, { relative: 1e-4, what: "embeddings" });
  });
});

describe("augment", () => {
  it("turns, shifts and clips as the reference does", async () => {
    const folder = await scratchFolder();
    const tiny = await openTiny("tiny-gelu");
    const image = fixtureFloats(tiny.tensors, "images").subarray(0, 3 * PIXELS);
    const imageFile = await writeNpy(join(folder, "image.npy"), [3, SIZE, SIZE], image);
    const augmented = fixtureFloats(tiny.tensors, "pipeline.augmented");
    for (const [row, at] of tiny.description.augmented_points.entries()) {
      const [theta, hue, saturation] = tiny.description.points_theta_hue_saturation[at] ?? [0, 0, 0];
      const out = join(folder, `${at}.npy`);
      const point = ["--at", `theta=${theta},hue=${hue},saturation=${saturation}`];
      const { code } = await faultline(["augment", "--image", imageFile, ...point, "--out", out]);
      expect(code).toBe(0);
      const expected = augmented.subarray(3 * PIXELS * row, 3 * PIXELS * (row + 1));
      expectClose((await readNpy(out)).data, expected, { absolute: 1e-4, what: `point ${at}` });
    }
  });

  it("resizes a picture file as the reference does, the clamp of the rotation applied", async () => {
    const folder = await scratchFolder();
    const out = join(folder, "wide.npy");
    const { code } = await faultline([
      ...["augment", "--image", `${FIXTURES}wide.png`, "--size", "64", "--out", out],
    ]);
    expect(code).toBe(0);
    const expected = fixtureFloats(fixtureTensors("preprocess"), "wide.png.64").map((value) =>
      Math.min(1, Math.max(0, value)),
    );
    expectClose((await readNpy(out)).data, expected, { absolute: 3e-5 });
  });
});

describe("metrics", () => {
  it.each(Object.keys(GOLDEN))("gives the reference's values of the case %s", async (name) => {
    const folder = await scratchFolder();
    await Promise.all(["maps", "masks"].map((kind) => mkdir(join(folder, kind))));
    for (const [index, { map, mask, width, height }] of goldenSamples(name).entries()) {
      await writeNpy(join(folder, "maps", `${index}.npy`), [height, width], map);
      await writeNpy(join(folder, "masks", `${index}.npy`), [height, width], mask);
    }
    const { stdout, stderr } = await faultline([
      ...["metrics", "--maps", join(folder, "maps"), "--masks", join(folder, "masks"), "--json"],
    ]);
    expect(stderr).not.toMatch(/error/i);
    const metrics = JSON.parse(stdout) as Record<string, number | null>;
    const golden = GOLDEN[name];
    const expected = {
      pauroc: golden?.pauroc ?? null,
      aupro: golden?.aupro ?? null,
      f1max: golden?.f1max ?? null,
      ap: golden?.ap ?? null,
      imageAuroc: golden?.image_auroc_of_map_max ?? null,
    };
    for (const [key, value] of Object.entries(expected)) {
      if (value === null) expect(metrics[key], key).toBeNull();
      else expectClose([metrics[key] ?? Number.NaN], [value], { absolute: 1e-9, what: key });
    }
  });
});

describe("worst", () => {
  it("reproduces itself bit for bit from its seed, and never visits worse than it reports", async () => {
    const folder = await scratchFolder();
    await faultline(["synth", "--layout", "mvtec", "--out", join(folder, "data"), "--samples", "6"]);
    const root = join(folder, "data", "nut");
    const [defect = ""] = (await readdir(join(root, "ground_truth"))).toSorted();
    const [maskName = ""] = await readdir(join(root, "ground_truth", defect));
    const image = join(root, "test", defect, maskName.replace("_mask", ""));
    const mask = join(root, "ground_truth", defect, maskName);
    const run = async (seed: string, trace: string): Promise<string> => {
      const flags = ["--model", "demo", "--image", image, "--mask", mask, "--class", "nut"];
      const search = ["--budget", "10", "--seed", seed, "--trace", join(folder, trace), "--threads", "1"];
      return (await faultline(["worst", ...flags, ...search, "--json"])).stdout;
    };
    const first = await run("7", "a.json");
    expect(await run("7", "b.json")).toBe(first);
    expect(await run("8", "c.json")).not.toBe(first);
    const { pauroc, original, evaluations, steps } = JSON.parse(first) as {
      pauroc: number;
      original: { pauroc: number };
      evaluations: number;
      steps: number;
    };
    expect([evaluations, steps]).toEqual([20, 0]);
    expect(pauroc).toBeLessThanOrEqual(original.pauroc);
  });
});
