// A file as a shift on the command line: drawn, mapped and swept as any other; what is wrong with it is said in a line.

import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "../../src/core/digest.ts";
import { faultline, readNpy, writeNpy } from "../support/cli.ts";
import {
  brightening,
  darkening,
  endless,
  greedy,
  notFinite,
  withExternalData,
} from "../support/foreign-models.ts";
import { journalKeys } from "../support/run-files.ts";
import { sharedFolder } from "../support/scratch.ts";

const example = (name: string): string =>
  fileURLToPath(new URL(`../../examples/${name}.mjs`, import.meta.url));
const execute = promisify(execFile);
const SIDE = 96;

const folder = await sharedFolder();
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  faultline(args, { cwd: folder, env });

beforeAll(async () => {
  const values = Float32Array.from({ length: 3 * SIDE * SIDE }, (_, at) => ((at * 7919) % 1000) / 1000);
  await writeNpy(join(folder, "picture.npy"), [3, SIDE, SIDE], values);
  const stripe = [example("stripe"), "stripe.onnx", `${SIDE}`, `${SIDE}`];
  await execute(process.execPath, stripe, { cwd: folder });
  const files = {
    "dark.onnx": darkening(),
    "nan.onnx": notFinite(),
    "greedy.onnx": greedy(1.5e9),
    "endless.onnx": endless(),
    "damaged.onnx": darkening().subarray(0, 100),
    "parted.onnx": withExternalData("weights.bin"),
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
});

const augment = (at: string): string[] => [
  ...["augment", "--image", "picture.npy", "--at", at, "--out", "out.npy"],
];

describe("the documented examples", () => {
  it("lay a stripe over a picture, which stays as it is at 0 and beside the stripe", async () => {
    const { data: picture } = await readNpy(join(folder, "picture.npy"));
    expect(await run(augment("stripe=stripe.onnx(0.5)"))).toMatchObject({ code: 0, stderr: "" });
    const { data } = await readNpy(join(folder, "out.npy"));
    for (const [at, value] of data.entries()) {
      const isBeside = Math.abs(((at % SIDE) + 0.5) / SIDE - 0.5) > 1 / 40;
      if (isBeside) expect(value).toBe(picture[at]);
      else expect(value).toBeCloseTo(0.5 * (picture[at] ?? 0) + 0.45, 6);
    }
    expect(await run(augment("stripe=stripe.onnx(0)"))).toMatchObject({ code: 0 });
    expect((await readNpy(join(folder, "out.npy"))).data).toEqual(picture);
  });

  it("brighten the middle of a picture by a program's own function", async () => {
    const { data: picture } = await readNpy(join(folder, "picture.npy"));
    await execute(process.execPath, [example("glare"), ...augment("glare=60%")], { cwd: folder });
    const { data } = await readNpy(join(folder, "out.npy"));
    const middle = (SIDE / 2) * SIDE + SIDE / 2;
    const expected = 0.6 + 0.4 * (picture[middle] ?? 0);
    expect(data[middle]).toBeCloseTo(expected, 2);
    expect(data[0]).toBeCloseTo(picture[0] ?? 0, 2);
  });
});

describe("a file as a shift", () => {
  it("acts last: beside other shifts, with commas in its parentheses' list", async () => {
    await run(augment("theta=20"));
    const { data: turned } = await readNpy(join(folder, "out.npy"));
    await run(augment("fine-dust=dark.onnx(0.25),theta=20"));
    expect((await readNpy(join(folder, "out.npy"))).data).toEqual(turned.map((value) => value * 0.75));
  });

  it("changes a map, but not at 0", async () => {
    const scoreAt = async (...at: string[]): Promise<number> => {
      const args = ["map", "--model", "demo", "--class", "nut", "--image", "picture.npy", "--json"];
      const { stdout, stderr } = await run([...args, ...at.flatMap((each) => ["--at", each])]);
      expect(stderr).toBe("");
      return (JSON.parse(stdout) as { imageScore: number }).imageScore;
    };
    const still = await scoreAt();
    expect(await scoreAt("fine-dust=dark.onnx(0)")).toBeCloseTo(still, 6);
    expect(Math.abs((await scoreAt("fine-dust=dark.onnx(0.8)")) - still)).toBeGreaterThan(1e-3);
  });

  it("is swept; its digest is part of what was computed, and a report needs no file", async () => {
    const file = join(folder, "changing.onnx");
    await writeFile(file, darkening());
    const sweep = [
      ...["sweep", "--dataset", "demo", "--model", "demo", "--objects", "nut", "--samples", "2"],
      ...["--threads", "1", "--shift", "fine-dust=changing.onnx(0..0.9)", "--values", "2", "--out", "run"],
    ];
    const first = await run([...sweep, "--json"]);
    expect(first.code, first.stderr).toBe(0);
    const out = join(folder, "run");
    const [facts] = JSON.parse(await readFile(join(out, "results.json"), "utf8")).shifts;
    expect(facts).toMatchObject({
      ...{ name: "fine-dust", range: [0, 0.9], file: "changing.onnx", digest: sha256(darkening()) },
    });
    const keys = await journalKeys(out);
    const second = await run(sweep);
    expect(second.code, second.stderr).toBe(0);
    expect(await journalKeys(out)).toEqual(keys);

    await writeFile(file, brightening());
    const changed = await run([...sweep, "--json"]);
    expect(changed.code, changed.stderr).toBe(0);
    expect((await journalKeys(out)).length).toBeGreaterThan(keys.length);
    expect(JSON.parse(changed.stdout).objects).not.toEqual(JSON.parse(first.stdout).objects);

    await rm(file);
    const report = await run(["report", "run"]);
    expect(report.code, report.stderr).toBe(0);
    expect(await readFile(join(out, "report.html"), "utf8")).toContain("fine dust");
  }, 120_000);

  it("is left at once where the command is interrupted", async () => {
    const began = performance.now();
    let isInside = false;
    const timer = setTimeout(() => {
      isInside = true;
    }, 2500);
    const { code } = await faultline(augment("slow=endless.onnx(1)"), {
      cwd: folder,
      interruptWhen: () => isInside,
    });
    clearTimeout(timer);
    expect(code).toBe(130);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

describe("refused in a line", () => {
  it.each([
    ["dust=nan.onnx(0.5)", "invalid nan.onnx as dust at 0.5: its output is NaN at value 0; expected"],
    ["dust=greedy.onnx(1)", "invalid greedy.onnx: it took more than 512 MB of memory and was ended;"],
    ["dust=endless.onnx(1)", "invalid endless.onnx: a call took more than 1.5 s and was ended;"],
    ["dust=damaged.onnx(1)", "invalid damaged.onnx: it is no ONNX file, or damaged"],
    ["dust=parted.onnx(1)", "invalid parted.onnx: its weights lie in another file (external data); expected"],
    ["dust=nowhere.onnx(1)", "missing file nowhere.onnx"],
  ])("%s", async (at, message) => {
    const { code, stderr } = await run(augment(at), {
      FAULTLINE_FOREIGN_MEMORY_MB: "512",
      ...(at.includes("endless") ? { FAULTLINE_FOREIGN_SECONDS: "1.5" } : {}),
    });
    expect(stderr).toMatch(/^faultline: [^\n]*\n$/);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  it("a name that is given twice", async () => {
    const { code, stderr } = await run(augment("dust=dark.onnx(0.5),dust=dark.onnx(1)"));
    expect(stderr).toMatch(/there is a shift dust; expected another name/);
    expect(code).toBe(2);
  });

  it("a strategy that needs gradients", async () => {
    const bound = ["bound", "--dataset", "demo", "--model", "demo", "--out", "refused"];
    const search = ["--shift", "theta,dust=dark.onnx(0..1)", "--strategy", "quasi-newton", "--budget", "4"];
    const { code, stderr } = await run([...bound, ...search]);
    expect(stderr).toMatch(/invalid (strategy|--strategy) quasi-newton: .*dust/);
    expect(code).toBeGreaterThan(0);
  });
});
