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
    for (const [name, value] of [...Object.entries(turned), ...Object.entries(coloured)])
      expectClose([value], [all[name] ?? Number.NaN], { relative: 1e-3, what: `gradient by ${name}` });
  });

  it("map takes a point of the named shifts alone, and says detector and point", async () => {
    const folder = await scratchFolder();
    const tiny = await openTiny(name);
    const image = fixtureFloats(tiny.tensors, "images").subarray(0, 3 * PIXELS);
    const file = await writeNpy(join(folder, "image.npy"), [3, SIZE, SIZE], image);
    const scoreAt = async (
      ...at: string[]
    ): Promise<{ at: object; imageScore: number; detector: string }> => {
      const flags = ["--model", `${FIXTURES}${name}`, "--class", "hazelnut", "--image", file];
      return JSON.parse((await faultline(["map", ...flags, ...at, "--json"])).stdout);
    };
    const [still, turned, whole] = await Promise.all([
      scoreAt(),
      scoreAt("--at", "theta=0"),
      scoreAt("--at", "hue=360deg"),
    ]);
    expect([still.at, turned.at, still.detector]).toEqual([{}, { theta: 0 }, "winclip"]);
    // A rotation by 0 and a conversion to HSV and back leave the picture, to the last bits.
    expectClose([turned.imageScore, whole.imageScore], [still.imageScore, still.imageScore], {
      absolute: 1e-4,
      what: "image score",
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

describe("--detector", () => {
  const part = async (): Promise<{ folder: string; flags: string[] }> => {
    const folder = await scratchFolder();
    const mask = Uint8Array.from({ length: PIXELS }, (_, at) => (at % SIZE < 9 ? 1 : 0));
    const image = Float32Array.from({ length: 3 * PIXELS }, (_, at) => 0.5 + 0.4 * Math.sin(at));
    const files = [
      ...["--image", await writeNpy(join(folder, "image.npy"), [3, SIZE, SIZE], image)],
      ...["--mask", await writeNpy(join(folder, "mask.npy"), [SIZE, SIZE], mask)],
    ];
    return { folder, flags: [...files, "--class", "nut", "--size", `${SIZE}`, "--json"] };
  };
  const measured = async (args: readonly string[]): Promise<{ pauroc: number | null; loss: number }> => {
    const { code, stdout, stderr } = await faultline(args);
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout) as { pauroc: number | null; loss: number };
  };

  it("takes the controls without a model: the mask itself is found, a plain map finds nothing", async () => {
    const { flags } = await part();
    const [ideal, constant] = await Promise.all(
      ["ideal", "constant"].map((name) => measured(["map", "--detector", name, ...flags])),
    );
    expect([ideal?.pauroc, constant?.pauroc]).toEqual([1, 0.5]);
    const worst = await measured([
      ...["worst", "--detector", "constant", ...flags, "--shift", "theta=30", "--budget", "5"],
    ]);
    // Corners that leave the frame are the lower end of the range: at the border they hide what is anomalous there.
    expect(worst.pauroc).toBeLessThan(0.5);
  });

  it("leaves out of every number what --ignore marks", async () => {
    const { folder, flags } = await part();
    const rest = Uint8Array.from({ length: PIXELS }, (_, at) => (at % SIZE < 9 ? 1 : 0));
    const region = await writeNpy(join(folder, "region.npy"), [SIZE, SIZE], rest);
    const ignoring = await measured(["map", "--detector", "ideal", ...flags, "--ignore", region]);
    expect(ignoring).toMatchObject({ pauroc: null, reasons: { pauroc: "no anomalous pixel" } });
  });

  it("refuses by name what it does not know, and another detector's flags", async () => {
    const { flags } = await part();
    const refused = async (...more: string[]): Promise<[number | null, string]> => {
      const { code, stderr } = await faultline(["map", ...flags, ...more]);
      return [code, stderr];
    };
    const answers = await Promise.all([
      refused("--detector", "idael"),
      refused("--detector", "ideal", "--model", "demo"),
      refused(),
    ]);
    expect(answers).toEqual([
      [2, expect.stringMatching(/unknown detector "idael"; did you mean "ideal"/)],
      [2, expect.stringMatching(/invalid --model: detector ideal does not take it/)],
      [2, expect.stringMatching(/missing --model/)],
    ]);
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

  it("makes worse what --criterion says", async () => {
    const folder = await scratchFolder();
    const data = Float32Array.from({ length: 3 * PIXELS }, (_, at) => 0.5 + 0.3 * Math.sin(at / 7));
    const mask = Uint8Array.from({ length: PIXELS }, (_, at) => (at % SIZE < 20 ? 1 : 0));
    const files = [
      ...["--image", await writeNpy(join(folder, "image.npy"), [3, SIZE, SIZE], data)],
      ...["--mask", await writeNpy(join(folder, "mask.npy"), [SIZE, SIZE], mask)],
    ];
    const args = ["worst", ...files, "--class", "nut", "--model", "demo", "--budget", "10", "--json"];
    const { stdout, stderr } = await faultline([...args, "--criterion", "image-score", "--shift", "hue"]);
    const { criterion } = JSON.parse(stdout) as { criterion: Record<string, number | string> };
    expect(criterion, stderr).toMatchObject({ name: "image-score" });
    // A defective picture's score is driven down.
    expect(criterion["value"]).toBeLessThan(Number(criterion["original"]));
    const unknown = await faultline([...args, "--criterion", "pauc"]);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringMatching(/pauc.*did you mean "pauroc"/)]);
  });
});
