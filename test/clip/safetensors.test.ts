// Safetensors: golden files read back, what is written is read, and every rule of the header is enforced.

import { readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { readSafetensorsHeader, readTensorAsFloat32, writeSafetensors } from "../../src/clip/safetensors.ts";
import { InputError } from "../../src/core/errors.ts";
import { raiseLimits } from "../../src/core/limits.ts";
import { elementCount } from "../../src/core/tensor.ts";
import { FIXTURES, fixtureTensors } from "../support/fixtures.ts";
import { scratchFolder } from "../support/scratch.ts";

async function fileOf(header: string | Uint8Array, dataBytes = 0, claimed?: bigint): Promise<string> {
  const json = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(json.length), true);
  bytes.set(json, 8);
  const path = join(await scratchFolder(), "hostile.safetensors");
  await writeFile(path, bytes);
  return path;
}

const entry = (begin: number, end: number, shape = [(end - begin) / 4]): string =>
  `{"dtype":"F32","shape":${JSON.stringify(shape)},"data_offsets":[${begin},${end}]}`;

describe("reading", () => {
  it("finds the golden tensors, value for value", async () => {
    const path = `${FIXTURES}rotation.safetensors`;
    const header = await readSafetensorsHeader(path);
    const expected = fixtureTensors("rotation");
    expect([...header.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [name, { shape, data }] of expected) {
      const stored = header.get(name);
      if (stored === undefined) throw new Error(name);
      expect(stored.shape).toEqual(shape);
      expect(await readTensorAsFloat32(path, stored)).toEqual(data);
    }
  });

  it("converts F16 and BF16, and refuses what is no weight", async () => {
    const header = `{"h":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[2,4]},"i":{"dtype":"I32","shape":[],"data_offsets":[4,8]}}`;
    const path = await fileOf(header, 8);
    const tensors = await readSafetensorsHeader(path);
    const [h, b, i] = [...tensors.values()];
    if (h === undefined || b === undefined || i === undefined) throw new Error("three tensors");
    expect([...(await readTensorAsFloat32(path, h)), ...(await readTensorAsFloat32(path, b))]).toEqual([
      0, 0,
    ]);
    await expect(readTensorAsFloat32(path, i)).rejects.toThrow(/invalid dtype I32 of "i"/);
  });

  it("takes a tensor named __proto__, empty tensors and trailing spaces for what they are", async () => {
    const header = `{"__proto__":${entry(0, 4)},"none":${entry(0, 0)},"__metadata__":{"format":"pt"}}   `;
    const tensors = await readSafetensorsHeader(await fileOf(header, 4));
    expect([...tensors.keys()]).toEqual(["__proto__", "none"]);
    expect(tensors.get("__proto__")?.byteLength).toBe(4);
    expect(Object.hasOwn(Object.prototype, "dtype")).toBe(false);
  });
});

describe("a header that breaks a rule is refused", () => {
  const cases: readonly (readonly [string, string, number, RegExp])[] = [
    ["a hole", `{"a":${entry(0, 4)},"b":${entry(8, 12)}}`, 12, /"b" leaves a hole/],
    ["a hole at the front", `{"a":${entry(4, 8)}}`, 8, /"a" leaves a hole/],
    ["an overlap", `{"a":${entry(0, 8)},"b":${entry(4, 12)}}`, 12, /"b" overlaps/],
    ["the same bytes twice", `{"a":${entry(0, 8)},"b":${entry(0, 8)}}`, 8, /overlaps/],
    ["a tail", `{"a":${entry(0, 4)}}`, 5, /its tensors end at byte \d+, the file at/],
    ["a tensor beyond the end", `{"a":${entry(0, 8)}}`, 4, /its tensors end at byte \d+, the file at/],
    ["another size than its shape's", `{"a":${entry(0, 4, [2])}}`, 4, /4 bytes for shape \[2\]/],
    ["a shape whose product overflows", `{"a":${entry(0, 4, [2 ** 52, 2 ** 52])}}`, 4, /4 bytes for shape/],
    ["too many dimensions", `{"a":${entry(0, 4, new Array(17).fill(1))}}`, 4, /no proper shape/],
    ["a negative extent", `{"a":${entry(0, 4, [-1])}}`, 4, /no proper shape/],
    ["a fractional extent", `{"a":${entry(0, 4, [0.5])}}`, 4, /no proper shape/],
    ["offsets in reverse", `{"a":${entry(4, 0)}}`, 4, /no proper shape|bytes for shape/],
    ["no offsets", `{"a":{"dtype":"F32","shape":[1]}}`, 4, /no proper data_offsets/],
    ["three offsets", `{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}`, 4, /data_offsets/],
    ["an unknown dtype", `{"a":{"dtype":"Q4","shape":[1],"data_offsets":[0,4]}}`, 4, /has dtype "Q4"/],
    ["an inherited dtype", `{"a":{"dtype":"constructor","shape":[1],"data_offsets":[0,4]}}`, 4, /has dtype/],
    ["a tensor twice", `{"a":${entry(0, 4)},"a":${entry(0, 4)}}`, 4, /the key "a" stands twice/],
    ["a tensor twice, once escaped", `{"a":${entry(0, 4)},"\\u0061":${entry(0, 4)}}`, 4, /stands twice/],
    [
      "a field twice",
      `{"a":{"dtype":"F16","dtype":"F32","shape":[1],"data_offsets":[0,4]}}`,
      4,
      /"dtype" stands twice/,
    ],
    ["an entry that is a list", `{"a":[]}`, 0, /"a" is no object/],
    ["an entry that is null", `{"a":null}`, 0, /"a" is no object/],
    ["metadata that is no map of texts", `{"__metadata__":{"a":1}}`, 0, /__metadata__/],
    ["a list", "[]", 0, /does not begin with \{/],
    ["a space before {", " {}", 0, /does not begin with \{/],
    ["a byte order mark before {", "\ufeff{}", 0, /does not begin with \{/],
    ["nothing", "", 0, /does not begin with \{/],
    ["broken JSON", "{", 0, /not JSON/],
    ["two documents", "{}{}", 0, /not JSON/],
  ];
  it.each(cases)("%s", async (_what, header, dataBytes, message) => {
    const failure = readSafetensorsHeader(await fileOf(header, dataBytes));
    await expect(failure).rejects.toThrow(InputError);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toThrow(/hostile\.safetensors/);
  });

  it.each([
    ["2⁶⁴ − 1 bytes", 2n ** 64n - 1n, /claims 18446744073709551615 bytes, the file has 10/],
    ["more than the file has", 100n, /claims 100 bytes, the file has/],
  ])("a claim of %s", async (_what, claimed, message) => {
    await expect(readSafetensorsHeader(await fileOf("{}", 0, claimed))).rejects.toThrow(message);
  });

  it.each([
    ["brackets without end", `{${"[".repeat(1_000_000)}`, /its header: 201 levels of nesting/],
    [
      "a dtype that is a tree",
      `{"a":{"dtype":[[[]]],"shape":[],"data_offsets":[0,0]}}`,
      /has dtype that is no text/,
    ],
    ["a dtype of a megabyte", `{"a":{"dtype":"${"x".repeat(1e6)}"}}`, /has dtype "x{40}…"/],
    [
      "more tensors than the limit",
      `{"a":${entry(0, 0)},"b":${entry(0, 0)},"c":${entry(0, 0)}}`,
      /^\P{Cc}{1,300}tensors=4$/u,
    ],
  ])("%s", async (_what, header, message) => {
    onTestFinished(raiseLimits("tensors=2"));
    await expect(readSafetensorsHeader(await fileOf(header))).rejects.toThrow(message);
  });

  it("a header longer than the limit", async () => {
    onTestFinished(raiseLimits("header-bytes=30"));
    const failure = readSafetensorsHeader(await fileOf(`{"a":${entry(0, 4)}}`, 4));
    await expect(failure).rejects.toThrow(
      /^\P{Cc}*at most 30; raise it with --raise-limit header-bytes=\d+$/u,
    );
  });

  it("bytes that are not UTF-8", async () => {
    const header = Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d);
    await expect(readSafetensorsHeader(await fileOf(header))).rejects.toThrow(/not JSON in UTF-8/);
  });

  it("a name with a line break stays on one line of the message", async () => {
    const failure = readSafetensorsHeader(await fileOf(`{"a\\n\\u001b[31m":null}`));
    await expect(failure).rejects.toThrow(/^\P{Cc}*$/u);
  });

  it("a file of seven bytes, a folder, no file", async () => {
    const folder = await scratchFolder();
    await writeFile(join(folder, "short"), new Uint8Array(7));
    await expect(readSafetensorsHeader(join(folder, "short"))).rejects.toThrow(/shorter than/);
    await expect(readSafetensorsHeader(folder)).rejects.toThrow(/^unreadable file .*: it is a folder$/);
    await expect(readSafetensorsHeader(join(folder, "none"))).rejects.toThrow(/^missing file .*none$/);
  });

  it("any damage to a header is an InputError or changes nothing that is out of bounds", async () => {
    const json = new TextEncoder().encode(`{"a":${entry(0, 8)},"b":${entry(8, 12)}}`);
    const path = await fileOf(json, 12);
    await fc.assert(
      fc.asyncProperty(fc.nat(json.length - 1), fc.nat(255), async (position, byte) => {
        const bytes = new Uint8Array(8 + json.length + 12);
        new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
        bytes.set(json, 8);
        bytes[8 + position] = byte;
        await writeFile(path, bytes);
        const tensors = await readSafetensorsHeader(path).catch((error: unknown) => {
          expect(error).toBeInstanceOf(InputError);
          return new Map<string, { byteOffset: number; byteLength: number }>();
        });
        for (const { byteOffset, byteLength } of tensors.values()) {
          expect(byteOffset).toBeGreaterThanOrEqual(8 + json.length);
          expect(byteOffset + byteLength).toBeLessThanOrEqual(bytes.length);
        }
      }),
    );
  });
});

describe("writing", () => {
  const tensor = fc.record({
    name: fc.oneof(fc.string({ unit: "grapheme", maxLength: 12 }), fc.constant("__proto__")),
    dtype: fc.constantFrom("F32" as const, "F16" as const),
    shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
  });
  const distinct = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 5 });

  it("is read back: names, shapes, values, each aligned to its element", async () => {
    const path = join(await scratchFolder(), "written.safetensors");
    await fc.assert(
      fc.asyncProperty(distinct, async (tensors) => {
        const valuesOf = (shape: readonly number[]): Float32Array =>
          Float32Array.from({ length: elementCount(shape) }, (_, index) => index / 8 - 1);
        await writeSafetensors(
          path,
          tensors.map((each) => ({ ...each, values: () => valuesOf(each.shape) })),
          { format: "pt" },
        );
        const header = await readSafetensorsHeader(path);
        expect(header.size).toBe(tensors.length);
        for (const { name, dtype, shape } of tensors) {
          const stored = header.get(name);
          if (stored === undefined) throw new Error(`missing ${JSON.stringify(name)}`);
          expect(stored).toMatchObject({ dtype, shape });
          expect(stored.byteOffset % (dtype === "F32" ? 4 : 2)).toBe(0);
          expect(await readTensorAsFloat32(path, stored)).toEqual(valuesOf(shape));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("asks for a tensor's values only when the one before is written, and leaves no file after a failure", async () => {
    const folder = await scratchFolder();
    const path = join(folder, "half.safetensors");
    const asked: string[] = [];
    const make = (name: string, count: number) => ({
      name,
      dtype: "F32" as const,
      shape: [2],
      values: () => {
        asked.push(name);
        return new Float32Array(count);
      },
    });
    const failure = writeSafetensors(path, [make("a", 2), make("b", 3), make("c", 2)]);
    await expect(failure).rejects.toThrow(/b of shape \[2\] got 3 values/);
    expect(asked).toEqual(["a", "b"]);
    await expect(stat(path)).rejects.toThrow(/ENOENT/);
    await expect(writeSafetensors(join(folder, "no", "x"), [])).rejects.toThrow(
      /cannot write .* does not exist/,
    );
  });

  it("follows no link that waits for its half-written file", async () => {
    const folder = await scratchFolder();
    const [path, other] = [join(folder, "out.safetensors"), join(folder, "other")];
    await writeFile(other, "mine");
    await symlink(other, `${path}.${process.pid}.part`);
    await writeSafetensors(path, []);
    expect(await readFile(other, "utf8")).toBe("mine");
  });
});
