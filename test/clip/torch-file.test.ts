// PyTorch files: the golden vision tower laid over its base, and files that want more than tensors.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { openCheckpoint } from "../../src/clip/checkpoint.ts";
import { embedImages } from "../../src/clip/encoder.ts";
import { CONFIG_FILE } from "../../src/clip/names.ts";
import { readTorchFile } from "../../src/clip/torch-file.ts";
import { InputError } from "../../src/core/errors.ts";
import { raiseLimits } from "../../src/core/limits.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { FIXTURES, fixtureFloats, fixtureTensors } from "../support/fixtures.ts";
import { scratchFolder } from "../support/scratch.ts";
import { storedZip } from "../support/stored-zip.ts";
import { type ZippedEntry, zipBytes } from "../support/zip-bytes.ts";

const TOWER = `${FIXTURES}tiny-visual-only.pt`;
const golden = readFileSync(TOWER);

describe("a vision tower alone", () => {
  it("laid over its base gives the reference's embedding", async () => {
    const checkpoint = await openCheckpoint(`${FIXTURES}tiny-quickgelu`, TOWER);
    const engine = await openNodeEngine({ device: "cpu", threads: 1, weightsFolder: checkpoint.folder });
    onTestFinished(() => engine.close());
    const tensors = fixtureTensors("tiny-visual-only");
    const image = { width: 64, height: 64, data: fixtureFloats(tensors, "image") };
    const { data } = await embedImages([image], checkpoint, engine);
    const expected = fixtureFloats(tensors, "image_embedding");
    const error = Math.max(...expected.map((value, index) => Math.abs(value - (data[index] ?? Number.NaN))));
    expect(error).toBeLessThan(1e-4);
  });

  it("is part of the model's identity", async () => {
    const [alone, with_] = await Promise.all(
      [undefined, TOWER].map(async (visual) =>
        (await openCheckpoint(`${FIXTURES}tiny-quickgelu`, visual)).digest(),
      ),
    );
    expect(alone).not.toBe(with_);
  });

  it("is refused where it lacks a tensor", async () => {
    const half = join(await scratchFolder(), "half.pt");
    await writeFile(half, golden.toString("latin1").replaceAll("ln_post.bias", "ln_post.blas"), "latin1");
    await expect(openCheckpoint(`${FIXTURES}tiny-quickgelu`, half)).rejects.toThrow(
      /invalid vision tower .*half\.pt: it misses visual\.ln_post\.bias/,
    );
  });

  it("is no model by itself", async () => {
    const alone = await scratchFolder();
    await copyFile(`${FIXTURES}tiny-quickgelu/${CONFIG_FILE}`, join(alone, CONFIG_FILE));
    await copyFile(TOWER, join(alone, "open_clip_pytorch_model.pt"));
    await expect(openCheckpoint(alone)).rejects.toThrow(/missing token_embedding\.weight/);
  });
});

function entryOf(name: string, content: Uint8Array): ZippedEntry {
  return { name, content };
}

describe("a hostile or damaged file", () => {
  const readBytes = async (path: string, bytes: Buffer): Promise<unknown> => {
    await writeFile(path, bytes);
    return readTorchFile(path);
  };

  it.each(["posix\nsystem", "builtins\neval", "torch.jit\nload", "__builtin__\ngetattr"])(
    "that names %j is refused by that name, and nothing runs",
    async (name) => {
      const [module, member] = name.split("\n");
      const path = join(await scratchFolder(), "evil.pt");
      await writeFile(path, storedZip({ "evil/data.pkl": `\x80\x02c${name}\nX\x02\x00\x00\x00id\x85R.` }));
      await expect(readTorchFile(path)).rejects.toThrow(
        `it refers to ${module}.${member}; only plain tensors`,
      );
    },
  );

  const plain = Buffer.from("\x80\x02}X\x01\0\0\0aNs.", "latin1");
  const nothing = new Uint8Array();
  it.each<readonly [string, readonly ZippedEntry[], RegExp]>([
    [
      "two pickles of one name",
      [entryOf("m/data.pkl", plain), entryOf("m/data.pkl", plain)],
      /holds "m\/data\.pkl" twice/,
    ],
    [
      "a pickle in each of two folders",
      [entryOf("m/data.pkl", plain), entryOf("n/data.pkl", plain)],
      /holds 2 files called data\.pkl/,
    ],
    [
      "an entry under another name than the directory's",
      [{ ...entryOf("m/data.pkl", plain), local: { name: "m/evil.pkl" } }],
      /"m\/data\.pkl" calls itself "m\/evil\.pkl"/,
    ],
    ["an encrypted entry", [{ ...entryOf("m/data.pkl", plain), local: { flags: 1 } }], /is encrypted/],
    [
      "an entry packed otherwise than listed",
      [{ ...entryOf("m/data.pkl", plain), local: { method: 8 } }],
      /packed otherwise/,
    ],
    [
      "an entry with two lengths",
      [{ ...entryOf("m/data.pkl", plain), central: { length: 4e9 } }],
      /has two lengths/,
    ],
    [
      "an entry longer than its place",
      [{ ...entryOf("m/data.pkl", plain), central: { length: 4e9, packedLength: 4e9 } }],
      /ends beyond its place/,
    ],
    [
      "entries in each other",
      [entryOf("m/data.pkl", plain), { ...entryOf("m/x", nothing), central: { offset: 8 } }],
      /ends beyond its place/,
    ],
  ])("with %s is refused", async (_, entries, why) => {
    const path = join(await scratchFolder(), "odd.pt");
    await expect(readBytes(path, zipBytes(entries))).rejects.toThrow(why);
    await expect(readTorchFile(path)).rejects.toThrow(InputError);
  });

  it("is read past a dict of numbers, in a time that is linear in them", async () => {
    const path = join(await scratchFolder(), "numbers.pt");
    // Their lower halves, which a table of keys goes by, are all the same.
    const key = (at: number): string =>
      `\x8a\x10${"\x01".repeat(8)}${String.fromCharCode(at & 255, (at >> 8) & 255, at >> 16)}${"\x01".repeat(5)}N`;
    const state = `\x80\x02}(${Array.from({ length: 60_000 }, (_, at) => key(at)).join("")}u.`;
    const file = readBytes(path, zipBytes([entryOf("m/data.pkl", Buffer.from(state, "latin1"))]));
    await expect(file).rejects.toThrow(/it holds no tensors$/);
  });

  it("beyond a limit is refused with the flag that raises it", async () => {
    const path = join(await scratchFolder(), "large.pt");
    for (const limits of ["pickle-bytes=5", "pickle-items=2", "header-bytes=20"]) {
      const restore = raiseLimits(limits);
      const name = limits.split("=", 1)[0];
      await expect(readBytes(path, zipBytes([entryOf("m/data.pkl", plain)]))).rejects.toThrow(
        new RegExp(`^\\P{Cc}*--raise-limit ${name}=\\d+$`, "u"),
      );
      restore();
    }
  });

  it("that is a pipe is refused at once", async () => {
    const path = join(await scratchFolder(), "pipe.pt");
    execFileSync("mkfifo", [path]);
    await expect(readTorchFile(path)).rejects.toThrow(/pipe\.pt: it is no ordinary file$/);
  });

  it("cut anywhere gives an error that names it", async () => {
    const path = join(await scratchFolder(), "damaged.pt");
    await fc.assert(
      fc.asyncProperty(fc.nat(golden.length - 1), async (length) => {
        await expect(readBytes(path, golden.subarray(0, length))).rejects.toThrow(InputError);
      }),
      { numRuns: 40 },
    );
  });

  it("with a byte of its pickle changed is read or refused, never anything else", async () => {
    const path = join(await scratchFolder(), "damaged.pt");
    const begin = golden.indexOf("class_embedding") - 20;
    await fc.assert(
      fc.asyncProperty(fc.nat(4400), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bytes = Buffer.from(golden);
        bytes[begin + at] = (bytes[begin + at] ?? 0) ^ flip;
        const error: unknown = await readBytes(path, bytes).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (error !== undefined) expect(error).toBeInstanceOf(InputError);
      }),
      { numRuns: 300 },
    );
  });
});
