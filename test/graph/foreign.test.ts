// Whatever a foreign file does, it does in its own process: what is too large, too slow or broken is said, and ends there.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { CancelledError, InputError } from "../../src/core/errors.ts";
import { tensor } from "../../src/core/tensor.ts";
import { foreignLimits } from "../../src/graph/foreign/limits.ts";
import { type ForeignModel, type ForeignSettings, openForeign } from "../../src/graph/foreign/process.ts";
import { readStructure } from "../../src/graph/foreign/structure.ts";
import { float32Feed } from "../../src/graph/foreign/tensors.ts";
import {
  BUILT_CHILD,
  brightening,
  darkening,
  endless,
  greedy,
  swollen,
  withExternalData,
} from "../support/foreign-models.ts";
import { scratchFolder } from "../support/scratch.ts";

const x = tensor([1, 3, 1, 2], [0, 0.1, 0.2, 0.3, 0.4, 0.5]);
const feeds = { x: float32Feed(x), a: float32Feed(tensor([1], [0.5])) };

/** A program that is inside an endless run once it has said so. */
const OPENS_ENDLESS = `
  import { readFileSync } from "node:fs";
  import { openForeign } from "${new URL("./process.js", BUILT_CHILD)}";
  const limits = { memoryMegabytes: 512, seconds: 60 };
  const model = await openForeign(readFileSync("endless.onnx"), { file: "endless.onnx", limits, threads: 1 });
  const x = { type: "float32", shape: [1, 3, 1, 1], data: Float32Array.of(1, 1, 1) };
  const run = model.run({ x, a: { type: "float32", shape: [1], data: Float32Array.of(1) } });
  setTimeout(() => console.log("running"), 200);
  await run;
`;

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
    await expect(model.run(feeds)).rejects.toThrow("closed");
  });

  it.skipIf(process.platform !== "linux")("ends with the process that opened it (needs Linux)", async () => {
    const folder = await scratchFolder();
    await writeFile(join(folder, "endless.onnx"), endless());
    const parent = spawn(process.execPath, ["--input-type=module", "--eval", OPENS_ENDLESS], {
      cwd: folder,
      env: { ...process.env, TMPDIR: folder },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => parent.stdout.once("data", resolve));
    const children = await readFile(`/proc/${parent.pid}/task/${parent.pid}/children`, "utf8");
    expect(children).toMatch(/^\d+ $/);
    parent.kill("SIGKILL");
    await expect.poll(() => existsSync(`/proc/${children.trim()}`)).toBe(false);
    expect(await readdir(folder)).toEqual(["endless.onnx"]);
  });

  it("is ended where it takes more memory than it may", async () => {
    const model = await opened(greedy(1.5e9));
    const error = await model.run(feeds).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect(`${error}`).toMatch(/invalid my\.onnx: it took more than 512 MB.*FAULTLINE_FOREIGN_MEMORY_MB/);
    await expect(model.run(feeds)).rejects.toBe(error);
  });

  it("hands on no answer that would fill this process", async () => {
    const limits = { memoryMegabytes: 2048, seconds: 20 };
    const model = await opened(swollen(7e7), { limits });
    const run = model.run({ ...feeds, x: float32Feed(tensor([1], [1])) });
    await expect(run).rejects.toThrow("invalid my.onnx: its outputs take more than 268435456 bytes");
  });

  it("is ended where a call takes longer than it may", async () => {
    const limits = { memoryMegabytes: 512, seconds: 1.5 };
    const run = opened(endless(), { limits }).then((model) => model.run(feeds));
    await expect(run).rejects.toThrow(/a call took more than 1\.5 s.*FAULTLINE_FOREIGN_SECONDS/);
  });

  it("is ended by the signal", async () => {
    const controller = new AbortController();
    const model = await opened(endless(), { signal: controller.signal });
    const run = model.run(feeds);
    setTimeout(() => controller.abort(), 100);
    await expect(run).rejects.toBeInstanceOf(CancelledError);
  });

  it("is refused where it is damaged, or its weights are elsewhere: also the runtime reaches no file", async () => {
    const good = darkening();
    await expect(opened(good.subarray(0, good.length - 60))).rejects.toThrow(/invalid my\.onnx: /);
    const secret = join(await scratchFolder(), "secret.bin");
    await writeFile(secret, Float32Array.of(1));
    for (const location of [secret, `../${secret}`, "secret.bin"]) {
      await expect(opened(withExternalData(location))).rejects.toBeInstanceOf(InputError);
      expect(readStructure(withExternalData(location), "my.onnx").sidecars).toEqual([location]);
    }
    for (const broken of [good.subarray(0, 40), Uint8Array.of(), new TextEncoder().encode("a text")])
      expect(() => readStructure(broken, "my.onnx")).toThrow("it is no ONNX file");
  });

  it("says by what signal its process crashed, and what it said last, on one line", async () => {
    const program = join(await scratchFolder(), "crash.mjs");
    await writeFile(
      program,
      `process.on("message", () => { process.stderr.write("\\u001b[31mbad\\nmemory"); process.kill(process.pid, "SIGSEGV"); });`,
    );
    await expect(opened(darkening(), { program: pathToFileURL(program) })).rejects.toThrow(
      "invalid my.onnx: its process ended (SIGSEGV): [31mbad memory",
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
