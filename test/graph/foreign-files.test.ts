// Files as they are found on a disk: what is refused before a runtime sees them, and the weights that lie beside them.

import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { sha256 } from "../../src/core/digest.ts";
import { InputError } from "../../src/core/errors.ts";
import { type ForeignModel, openForeign } from "../../src/graph/foreign/process.ts";
import { readForeignModel } from "../../src/graph/foreign/read-model.ts";
import { placeSidecars } from "../../src/graph/foreign/sidecars.ts";
import { BUILT_CHILD, darkening, withExternalData } from "../support/foreign-models.ts";
import { scratchFolder } from "../support/scratch.ts";

const FIXTURES = new URL("../fixtures/anomalib/", import.meta.url).pathname;

async function openedFile(path: string): Promise<ForeignModel> {
  const { bytes, sidecars } = await readForeignModel(path, "my.onnx", { sidecars: "beside" });
  const limits = { memoryMegabytes: 512, seconds: 20 };
  const model = await openForeign(bytes, {
    ...{ file: "my.onnx", limits, threads: 1, sidecars, program: BUILT_CHILD },
  });
  onTestFinished(() => model.close());
  return model;
}

describe("a file that is refused", () => {
  it.each([
    ["spot-truncated", "invalid my.onnx: it is no ONNX file, or damaged"],
    ["spot-empty", "invalid my.onnx: it is no ONNX file, or damaged"],
    ["spot-not-onnx", "invalid my.onnx: it is no ONNX file, or damaged"],
    [
      "spot-custom-op",
      'invalid my.onnx: unknown operator "Glow" of domain "com.example.lab"; expected operators of',
    ],
    ["spot-external-missing", 'missing file "spot-external-missing.onnx.data" (weights of my.onnx)'],
    [
      "spot-external-absolute",
      'to lie in "/etc/hostname": it is an absolute path; expected a file in its own',
    ],
    [
      "spot-external-outside",
      'invalid my.onnx: its weights are to lie in "../x.bin": it goes up (..); expected a file',
    ],
    [
      "spot-external-sub",
      'invalid my.onnx: its weights are to lie in "sub/../../x.bin": it goes up (..); expected',
    ],
    [
      "spot-future-opset",
      "it needs opset 99 of ai.onnx; this onnxruntime supports up to opset 26; export it for",
    ],
  ])("says in one line what is wrong: %s", async (name, message) => {
    const refused = openedFile(join(FIXTURES, `${name}.onnx`));
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(InputError);
    await expect(refused).rejects.toThrow(/^.*$/);
  });

  it("is no file that one could wait for, or too large", async () => {
    const folder = await scratchFolder();
    const read = (name: string): Promise<unknown> =>
      readForeignModel(join(folder, name), name, { sidecars: "refused" });
    await expect(read("none.onnx")).rejects.toThrow("missing file none.onnx");
    await expect(read(".")).rejects.toThrow(/^unreadable file \.: it is /);
    await writeFile(join(folder, "large.onnx"), "");
    await truncate(join(folder, "large.onnx"), 2e9);
    await expect(read("large.onnx")).rejects.toThrow(
      "invalid large.onnx: 2000000000 bytes of an ONNX file, at most 1000000000; raise it with",
    );
    if (process.platform === "win32") return;
    execFileSync("mkfifo", [join(folder, "pipe.onnx")]);
    await expect(read("pipe.onnx")).rejects.toThrow("unreadable file pipe.onnx: it is no ordinary file");
  });
});

describe("weights beside a file", () => {
  it("are found, and belong to its digest", async () => {
    const folder = await scratchFolder();
    const path = join(folder, "my.onnx");
    await writeFile(path, withExternalData("weights/factor.bin"));
    await mkdir(join(folder, "weights"));
    const read = () => readForeignModel(path, "my.onnx", { sidecars: "beside" });
    const digests = new Set<string>();
    for (const factor of [3, 4]) {
      await writeFile(join(folder, "weights/factor.bin"), Float32Array.of(factor));
      const { sidecars, structure, digest } = await read();
      expect(sidecars).toMatchObject([{ location: "weights/factor.bin", size: 4 }]);
      expect(structure.sidecars).toEqual(["weights/factor.bin"]);
      digests.add(digest);
    }
    expect(digests.size).toBe(2);
    const model = await openedFile(path);
    const a = { type: "float32", shape: [1], data: Float32Array.of(1) } as const;
    const x = { type: "float32", shape: [1, 3, 1, 1], data: Float32Array.of(1, 2, 3) } as const;
    expect((await model.run({ x, a }))["y"]?.data).toEqual(Float32Array.of(4, 8, 12));
    // The process had a copy or a link, and removing that took nothing away.
    await model.close();
    expect(await readdir(join(folder, "weights"))).toEqual(["factor.bin"]);
    await expect(readForeignModel(path, "my.onnx", { sidecars: "refused" })).rejects.toThrow(
      "its weights lie in another file (external data); expected one file with all of them",
    );
  });

  it("are those of a real export", async () => {
    const model = await openedFile(join(FIXTURES, "patchcore-fixed.onnx"));
    expect(model.outputs.map(({ name }) => name)).toEqual([
      ...["pred_score", "pred_label", "anomaly_map", "pred_mask"],
    ]);
  });

  it("leave the digest of a file without any what it is", async () => {
    const path = join(await scratchFolder(), "my.onnx");
    await writeFile(path, darkening());
    const { digest } = await readForeignModel(path, "my.onnx", { sidecars: "beside" });
    expect(digest).toBe(sha256(darkening()));
  });

  it.each([
    ["/tmp/w.bin", "it is an absolute path"],
    ["c:w.bin", "it is an absolute path"],
    ["C:\\w.bin", "it is an absolute path"],
    ["\\\\host\\share\\w.bin", "it has a backslash"],
    ["..\\w.bin", "it has a backslash"],
    ["sub/..", "it goes up (..)"],
    ["..", "it goes up (..)"],
    ["w.bin\0.txt", "it has characters that no file name should have"],
    ["*/_ORT_MEM_ADDR_/*", "it has characters that no file name should have"],
    ["", "it names no file"],
    ["./", "it names no file"],
    ["w.bin/", "it names no file"],
  ])("are not looked for at %j", async (location, why) => {
    const path = join(await scratchFolder(), "my.onnx");
    await writeFile(path, withExternalData(location));
    const refused = readForeignModel(path, "my.onnx", { sidecars: "beside" });
    await expect(refused).rejects.toThrow(
      `invalid my.onnx: its weights are to lie in ${JSON.stringify(location)}: ${why}`,
    );
  });

  it("are no links out of its folder, no folders and not too large", async () => {
    const outside = await scratchFolder();
    const folder = await scratchFolder();
    const path = join(folder, "my.onnx");
    await writeFile(join(outside, "secret.bin"), Float32Array.of(1));
    await symlink(join(outside, "secret.bin"), join(folder, "link.bin"));
    await symlink(outside, join(folder, "linked"));
    await mkdir(join(folder, "folder.bin"));
    await writeFile(join(folder, "large.bin"), "");
    await truncate(join(folder, "large.bin"), 5e9);
    await writeFile(join(folder, "w.bin"), Float32Array.of(2));
    await symlink("w.bin", join(folder, "alias.bin"));
    const read = async (location: string) => {
      await writeFile(path, withExternalData(location));
      return await readForeignModel(path, "my.onnx", { sidecars: "beside" });
    };
    for (const location of ["link.bin", "linked/secret.bin"])
      await expect(read(location)).rejects.toThrow(`"${location}": it is a link that leaves the folder`);
    await expect(read("folder.bin")).rejects.toThrow(
      /^unreadable file "folder\.bin" \(weights of my\.onnx\): /,
    );
    await expect(read("large.bin")).rejects.toThrow(
      /"large\.bin".*: 5000000000 bytes of a weights file .*, at most 4000000000;/,
    );
    expect((await read("alias.bin")).sidecars).toMatchObject([{ path: join(folder, "w.bin"), size: 4 }]);
    expect((await openedFile(path)).inputs).toHaveLength(2);
  });

  it("may be spelled twice: the second is no copy onto the first, nor onto the file itself", async () => {
    const folder = await scratchFolder();
    const path = join(folder, "my.onnx");
    const weights = Float32Array.of(2);
    await writeFile(join(folder, "w.bin"), weights);
    await writeFile(path, Buffer.concat(["w.bin", "./w.bin"].map(withExternalData)));
    const { sidecars } = await readForeignModel(path, "my.onnx", { sidecars: "beside" });
    const place = await scratchFolder();
    await placeSidecars(place, "my.onnx", sidecars);
    expect(sidecars).toHaveLength(2);
    expect(await readdir(place)).toEqual(["w.bin"]);
    expect(await readFile(join(folder, "w.bin"))).toEqual(Buffer.from(weights.buffer));
  });

  it.skipIf(process.platform === "win32")("are never waited for: a pipe is refused", async () => {
    const folder = await scratchFolder();
    await writeFile(join(folder, "my.onnx"), withExternalData("w.bin"));
    execFileSync("mkfifo", [join(folder, "w.bin")]);
    const read = readForeignModel(join(folder, "my.onnx"), "my.onnx", { sidecars: "beside" });
    await expect(read).rejects.toThrow(
      'unreadable file "w.bin" (weights of my.onnx): it is no ordinary file',
    );
  });
});
