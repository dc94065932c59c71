// A file's model in a process of its own: what it takes and gives, where it runs, and what it sees of the machine.

import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { tensor } from "../../src/core/tensor.ts";
import { foreignLimits } from "../../src/graph/foreign/limits.ts";
import type { Provider } from "../../src/graph/foreign/messages.ts";
import { type ForeignModel, openForeign } from "../../src/graph/foreign/process.ts";
import type { ForeignSettings } from "../../src/graph/foreign/settings.ts";
import type { Sidecar } from "../../src/graph/foreign/sidecars.ts";
import { type ForeignTensor, float32Feed } from "../../src/graph/foreign/tensors.ts";
import { withOutputs } from "../../src/graph/foreign/with-outputs.ts";
import { joined, varintField } from "../../src/graph/protobuf.ts";
import {
  BUILT_CHILD,
  brightening,
  darkening,
  greedy,
  swollen,
  unchanged,
  unknownOperator,
  withExternalData,
} from "../support/foreign-models.ts";
import { scratchFolder } from "../support/scratch.ts";

const x = tensor([1, 3, 1, 2], [0, 0.1, 0.2, 0.3, 0.4, 0.5]);
const feeds = { x: float32Feed(x), a: float32Feed(tensor([1], [0.5])) };

async function opened(bytes: Uint8Array, settings: Partial<ForeignSettings> = {}): Promise<ForeignModel> {
  const model = await openForeign(bytes, {
    ...{ file: "my.onnx", limits: { memoryMegabytes: 512, seconds: 20 }, threads: 1, program: BUILT_CHILD },
    ...settings,
  });
  onTestFinished(() => model.close());
  return model;
}

describe("a foreign model", () => {
  it("says what it takes and gives, and runs", async () => {
    const model = await opened(darkening());
    expect(model.inputs).toEqual([
      { name: "x", type: "float32", shape: ["N", 3, "H", "W"] },
      { name: "a", type: "float32", shape: [1] },
    ]);
    const [once, twice] = await Promise.all([model.run(feeds), model.run(feeds)]);
    expect(once).toEqual({
      y: { type: "float32", shape: [1, 3, 1, 2], data: x.data.map((value) => value / 2) },
    });
    expect(twice).toEqual(once);
  });

  it.each<[ForeignTensor]>([
    [{ type: "float32", shape: [3], data: Float32Array.of(0.1, -1, Number.NaN) }],
    [{ type: "float16", shape: [3], data: Float32Array.of(0.5, -65504, 2 ** -24) }],
    [{ type: "float64", shape: [3], data: Float64Array.of(0.1, -1e300, 0) }],
    [{ type: "uint8", shape: [3], data: Uint8Array.of(0, 1, 255) }],
    [{ type: "int8", shape: [3], data: Int8Array.of(-128, 0, 127) }],
    [{ type: "int32", shape: [3], data: Int32Array.of(-(2 ** 31), 0, 1) }],
    [{ type: "int64", shape: [3], data: BigInt64Array.of(-(2n ** 63n), 0n, 1n) }],
    [{ type: "bool", shape: [3], data: Uint8Array.of(1, 0, 1) }],
    [{ type: "float32", shape: [0], data: new Float32Array() }],
  ])("takes and gives $type", async (x) => {
    const model = await opened(unchanged(x.type));
    expect(await model.run({ x })).toEqual({ y: x });
  });

  it("takes float16 as float32, rounded to nearest even", async () => {
    const model = await opened(unchanged("float16"));
    const data = Float32Array.of(0.1, 1 + 2 ** -11, 1e6);
    const { y } = await model.run({ x: { type: "float16", shape: [3], data } });
    expect(y?.data).toEqual(Float32Array.of(0.0999755859375, 1, Number.POSITIVE_INFINITY));
  });

  it("computes only what is asked for", async () => {
    const model = await opened(withOutputs(darkening(), ["share"]));
    expect(model.outputs.map(({ name }) => name)).toEqual(["y", "share"]);
    expect(await model.run(feeds, ["share"])).toEqual({ share: float32Feed(tensor([1], [0.5])) });
    await expect(model.run(feeds, ["gloss"])).rejects.toThrow(/^invalid my\.onnx: .*gloss/);
    expect(Object.keys(await model.run(feeds))).toEqual(["y", "share"]);
  });

  it("finds its weights beside it, where it is told so", async () => {
    const path = join(await scratchFolder(), "factor.bin");
    await writeFile(path, Float32Array.of(3));
    const { size, mtimeMs: written } = await stat(path);
    const sidecar: Sidecar = { location: "weights/factor.bin", path, size, written };
    const bytes = withExternalData(sidecar.location);
    const model = await opened(bytes, { sidecars: [sidecar] });
    expect((await model.run(feeds))["y"]?.data).toEqual(x.data.map((value) => value * 1.5));
    await expect(opened(bytes)).rejects.toThrow(/^invalid my\.onnx: .*weights\/factor\.bin/);
    await writeFile(path, Float32Array.of(3, 4));
    await expect(opened(bytes, { sidecars: [sidecar] })).rejects.toThrow("changed since it was read");
  });

  it("runs where it is told to, or says that it cannot", async () => {
    const unknown = opened(darkening(), { provider: "cdua" as Provider });
    await expect(unknown).rejects.toThrow('unknown provider "cdua"; did you mean');
    // What this machine has decides between the two.
    const answer = await opened(darkening(), { provider: "cuda" }).then(
      (model) => model.run(feeds),
      (error: unknown) => error,
    );
    if (answer instanceof InputError) expect(answer.message).toMatch(/^missing device "cuda": /);
    else expect(answer).toMatchObject({ y: { shape: [1, 3, 1, 2] } });
    await expect(opened(darkening().subarray(0, 100), { provider: "cuda" })).rejects.toThrow(
      /^(invalid my\.onnx|missing device "cuda")/,
    );
  });

  it("is refused by what the runtime lacks", async () => {
    await expect(opened(unknownOperator())).rejects.toThrow(
      /^invalid my\.onnx: .*No Op registered for Frobnicate.*$/,
    );
    const newer = joined([darkening(), varintField(1, 99)]);
    await expect(opened(newer)).rejects.toThrow(
      /^invalid my\.onnx: it has ONNX's IR version 99; this onnxruntime supports up to \d+; export it for that$/,
    );
    await expect(opened(greedy(1e15)).then((model) => model.run(feeds))).rejects.toThrow(
      /^invalid my\.onnx: it asks for more memory than there is \(/,
    );
  });

  it("is not taken for slow where this process was busy", async () => {
    const model = await opened(darkening(), { limits: { memoryMegabytes: 512, seconds: 2 } });
    const run = model.run(feeds);
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const until = performance.now() + 2700; performance.now() < until; );
    expect((await run)["y"]?.shape).toEqual([1, 3, 1, 2]);
  });

  it("is not asked with values that do not fit their shape", async () => {
    const model = await opened(darkening());
    const short: ForeignTensor = { type: "float32", shape: [2], data: Float32Array.of(1) };
    await expect(model.run({ ...feeds, a: short })).rejects.toThrow("a has 1 values for [2]");
    expect((await model.run(feeds))["y"]?.shape).toEqual([1, 3, 1, 2]);
  });

  it("leaves nothing behind", async () => {
    const folder = await scratchFolder();
    const { TMPDIR = "/tmp" } = process.env;
    process.env["TMPDIR"] = folder;
    onTestFinished(() => {
      process.env["TMPDIR"] = TMPDIR;
    });
    const model = await opened(brightening());
    expect(await readdir(folder)).toHaveLength(1);
    await model.close();
    expect(await readdir(folder)).toEqual([]);
    await expect(opened(Uint8Array.of(1))).rejects.toThrow("invalid my.onnx");
    expect(await readdir(folder)).toEqual([]);
    await expect(model.run(feeds)).rejects.toThrow("closed");
  });

  it("hands on no answer that would fill this process", async () => {
    const limits = { memoryMegabytes: 2048, seconds: 20 };
    const model = await opened(swollen(7e7), { limits });
    const run = model.run({ ...feeds, x: float32Feed(tensor([1], [1])) });
    await expect(run).rejects.toThrow("invalid my.onnx: its outputs take more than 268435456 bytes");
  });

  it("says by what signal its process crashed, and what it said last, on one line", async () => {
    const program = join(await scratchFolder(), "crash.mjs");
    await writeFile(
      program,
      `process.on("message", () => { process.stderr.write("\\u001b[31mbad\\nmemory"); process.kill(process.pid, "SIGSEGV"); });`,
    );
    await expect(opened(darkening(), { program: pathToFileURL(program) })).rejects.toThrow(
      "invalid my.onnx: its process ended (SIGSEGV): bad memory",
    );
  });

  it("has an environment and a folder of its own", async () => {
    const program = join(await scratchFolder(), "tell.mjs");
    await writeFile(
      program,
      `import { readdirSync } from "node:fs";
       process.on("message", () => process.send({ kind: "failed", with: "file", message: Object.keys(process.env) + " " + readdirSync(".").length }));`,
    );
    process.env["HF_TOKEN"] = "secret";
    onTestFinished(() => void delete process.env["HF_TOKEN"]);
    const error = await opened(darkening(), { program: pathToFileURL(program) }).catch(String);
    expect(error).toMatch(/ORT_DISABLE_TELEMETRY.* 0$/);
    expect(error).not.toContain("HF_TOKEN");
  });
});

it("limits come from the environment", () => {
  expect(foreignLimits({})).toEqual({ memoryMegabytes: 2048, seconds: 60 });
  const given = { FAULTLINE_FOREIGN_MEMORY_MB: "4096", FAULTLINE_FOREIGN_SECONDS: "1.5" };
  expect(foreignLimits(given)).toEqual({ memoryMegabytes: 4096, seconds: 1.5 });
  for (const text of ["10", "much", "-1", "Infinity"])
    expect(() => foreignLimits({ FAULTLINE_FOREIGN_MEMORY_MB: text })).toThrow(/FAULTLINE_FOREIGN_MEMORY_MB/);
});
