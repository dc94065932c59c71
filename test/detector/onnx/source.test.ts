// An ONNX file as a detector: how it is named, what its digest depends on, what describes it, what is said of it.

import { copyFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { CancelledError, present } from "../../../src/core/errors.ts";
import { tensor } from "../../../src/core/tensor.ts";
import { checkOnnx } from "../../../src/detector/onnx/check.ts";
import { onnxSource, openOnnx } from "../../../src/detector/onnx/source.ts";
import type { CheckedPicture, DetectorCheck, FramelessDetector } from "../../../src/detector/source.ts";
import { resizePicture } from "../../../src/image/resize.ts";
import { BUILT_CHILD } from "../../support/foreign-models.ts";
import { scratchFolder } from "../../support/scratch.ts";
import { ANOMALIB, goldenPicture, settingsOf } from "./opened.ts";

/** A folder with these files of the fixtures. */
async function folderWith(...files: readonly string[]): Promise<string> {
  const folder = await scratchFolder();
  for (const file of files) await copyFile(`${ANOMALIB}${file}`, join(folder, file));
  return folder;
}

async function opened(settings: ReturnType<typeof settingsOf>): Promise<FramelessDetector> {
  const detector = await openOnnx(settings, BUILT_CHILD);
  onTestFinished(() => detector.close());
  return detector;
}

const digestOf = present(onnxSource.digest, "digest");

it("is named by a file that ends in .onnx", () => {
  const address = present(onnxSource.address, "address");
  const named = ["a/b c.onnx", "PART.ONNX", "C:\\part.onnx"];
  expect(named.map((text) => address.valueOf(text))).toEqual(named);
  const others = ["onnx", "part.onnx.data", "http://host/v2/models/part.onnx", "exec:run part.onnx"];
  expect(others.map((text) => address.valueOf(text))).toEqual(others.map(() => null));
});

it("lies elsewhere on a worker's machine", () => {
  const placed = (...places: readonly [string, string][]) =>
    onnxSource.placed?.({ file: "part.onnx", feed: "loop" }, new Map(places));
  expect(placed(["part.onnx", "/models/part.onnx"])).toMatchObject({ file: "/models/part.onnx" });
  expect(placed(["other.onnx", "/models/other.onnx"])).toMatchObject({ file: "part.onnx" });
});

describe("its digest", () => {
  it("is that of the open detector, without opening it", async () => {
    const settings = settingsOf("spot-crop.onnx");
    const detector = await opened(settings);
    expect(detector.digest).toBe(await digestOf(settings));
    expect((await detector.prepare({ object: "a", className: "" })).digest).toBe(detector.digest);
  });

  it("is of what the file holds, of the files beside it, of what describes it and of the feed, not of its name", async () => {
    const folder = await folderWith("spot-external.onnx", "spot-external.onnx.data", "spot-plain.onnx");
    await copyFile(join(folder, "spot-plain.onnx"), join(folder, "other.onnx"));
    const of = (file: string, options = {}) => digestOf(settingsOf(file, options, folder));
    const plain = await of("spot-plain.onnx");
    expect(await of("other.onnx")).toBe(plain);
    const described = await of("spot-plain.onnx", { channels: "BGR" });
    const digests = [
      plain,
      described,
      await of("spot-plain.onnx", { feed: "native" }),
      await of("spot-external.onnx"),
    ];
    await writeFile(
      join(folder, "spot-external.onnx.data"),
      Buffer.from(Float32Array.of(0.2, 0.3, 0.5).buffer),
    );
    digests.push(await of("spot-external.onnx"));
    expect(new Set(digests).size).toBe(5);
    await writeFile(join(folder, "spot-plain.yaml"), "channels: BGR\n");
    expect(await of("spot-plain.onnx")).toBe(described);
    expect(await of("spot-plain.onnx", { channels: "RGB" })).not.toBe(described);
  });
});

it("is described by a YAML beside it, and flags win", async () => {
  const folder = await folderWith("spot-uint8-nhwc-bgr.onnx");
  await writeFile(join(folder, "spot-uint8-nhwc-bgr.yaml"), "channels: BGR\n");
  const file = "spot-uint8-nhwc-bgr.onnx";
  expect(await scoreOf(settingsOf(file, {}, folder))).toBeCloseTo(0.6549019, 5);
  expect(await scoreOf(settingsOf(file, { channels: "RGB" }, folder))).toBeCloseTo(0.396078, 5);
});

async function scoreOf(settings: ReturnType<typeof settingsOf>): Promise<number> {
  const { imageScore } = (await checked(settings)).understood["picture"] as { imageScore: number };
  return imageScore;
}

async function checked(settings: ReturnType<typeof settingsOf>, file = "spot-a"): Promise<DetectorCheck> {
  const picture = await goldenPicture(`pictures/${file}.png`);
  const shown: CheckedPicture = {
    size: picture,
    at: (size, resampling) =>
      tensor([1, 3, size.height, size.width], resizePicture(picture, size, resampling).data),
  };
  return await checkOnnx(settings, shown, BUILT_CHILD);
}

describe("what is said of it", () => {
  it.each([
    [
      "patchcore-nonorm.onnx",
      [/^Its label is left out: without normalisation it compares raw values with 0.5/],
    ],
    [
      "cflow.onnx",
      [/clip to \[0, 1\]/, /^It is asked for one picture at a time: several at once give other values/],
    ],
    [
      "patchcore-crop.onnx",
      [/clip to \[0, 1\]/, /^It never looks at 36% of a picture: 8 px at the left, 8 at the right/],
    ],
    ["spot-plain.onnx", []],
  ])("in results of %s", async (file, notes) => {
    const { facts } = await opened(settingsOf(file));
    expect(facts?.notes.length).toBe(notes.length);
    for (const [at, note] of notes.entries()) expect(facts?.notes[at]).toMatch(note);
  });

  it("before it is used, with its answer to a picture", async () => {
    const { lines, doubts, understood } = await checked(settingsOf("patchcore-sensitive.onnx"), "large");
    expect(doubts).toEqual([]);
    const said = lines.join("\n");
    for (const line of [
      /^input: input float32 \[batch_size, 3, 64, 64\]$/m,
      /^fed: RGB NCHW, black 0 and white 1$/m,
      /^size: 64×64 px \(its input\)$/m,
      /^batch: up to 8 pictures/m,
      /^map: anomaly_map, 64×64 px$/m,
      /^score: pred_score$/m,
      /^decision: rejects where its score is above 0.8$/m,
      /^clip: to \[0, 1\]/m,
      /^crop: none$/m,
      /^repeats itself: bit for bit$/m,
      /^time: [\d.]+ ms for a picture$/m,
      /^image score: [\d.]+, (rejected|accepted)$/m,
      /^map: [\d.-]+ to [\d.]+; [\d.]+% of it at or beyond the clip/m,
    ])
      expect(said).toMatch(line);
    expect(understood).toMatchObject({ size: { width: 64, height: 64 }, clip: [0, 1], repeats: true });
  });

  it("where pictures are fed in a wrong range", async () => {
    const { doubts } = await checked(settingsOf("patchcore-fixed.onnx", { range: [0, 255] }), "good");
    expect(doubts.join("\n")).toMatch(/--range, --mean and --std say what it expects/);
  });
});

it("is probed once: what was found is kept, and a file that cannot be kept is no failure", async () => {
  const cache = await scratchFolder();
  const settings = settingsOf("spot-crop.onnx");
  const kept = { ...settings, env: { XDG_CACHE_HOME: cache } };
  const first = await opened(kept);
  const [name = ""] = await readdir(join(cache, "faultline"));
  expect(name).toMatch(/^probe-[0-9a-f]{32}\.json$/);
  // What is kept is what is used.
  const found = {
    repeats: true,
    batches: true,
    border: { top: 0, bottom: 0, left: 0, right: 16 },
    doubts: [],
  };
  await writeFile(join(cache, "faultline", name), JSON.stringify(found));
  expect((await opened(kept)).facts?.unseenShare).toBe(0.25);
  await writeFile(join(cache, "faultline", name), "{}");
  expect((await opened(kept)).facts).toEqual(first.facts);
  const nowhere = { ...settings, env: { XDG_CACHE_HOME: join(cache, "faultline", name) } };
  expect((await opened(nowhere)).facts).toEqual(first.facts);
});

it("ends with what it was opened for", async () => {
  const controller = new AbortController();
  const detector = await opened({ ...settingsOf("spot-plain.onnx"), signal: controller.signal });
  const scorer = await detector.prepare({ object: "a", className: "" });
  controller.abort(new CancelledError());
  await expect(scorer.maps?.(tensor([1, 3, 64, 64], new Float32Array(3 * 64 * 64)))).rejects.toThrow(
    CancelledError,
  );
});
