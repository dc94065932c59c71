// Pictures of strangers: what is refused before anything is decoded, how much memory those take that are, and that none
// of it depends on a file's name.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { afterEach, describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { raiseLimits } from "../../src/core/limits.ts";
import { decodeImage, decodeMap, decodeMask, encodePng, pictureSize } from "../../src/image/codec.ts";
import { inDecodingLine } from "../../src/image/decoding-line.ts";
import { putFile } from "../support/put-file.ts";
import { npyFile, tiffFile } from "../support/raw-pictures.ts";
import { scratchFolder } from "../support/scratch.ts";

const READERS = [decodeImage, decodeMask, decodeMap, pictureSize];

let restore = (): void => {};
afterEach(() => restore());

function withLimits(text: string): void {
  restore();
  restore = raiseLimits(text);
}

describe("a picture of a few very long lines", () => {
  it("is refused by its side, before the decoder library keeps hundreds of them", async () => {
    const wide = await sharp({ create: { width: 131_073, height: 1, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    const path = await putFile("lines.png", wide);
    for (const read of READERS)
      await expect(read(path)).rejects.toThrow(
        new InputError(
          `invalid image ${path}: 131073×1 has 131073 pixels of a picture's side, at most 131072; raise it with --raise-limit side=131073`,
        ),
      );
    withLimits("side=131073");
    expect(await pictureSize(path)).toEqual({ width: 131_073, height: 1 });
  });
});

describe("a document behind the name of a picture", () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5" height="5"/></svg>';
  it.each([
    ["an SVG drawing", svg],
    ["an SVG drawing", `\ufeff  <?xml version="1.0"?>\n<!-- a -->${svg}`],
    ["an XML document", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a/>'],
    ["a PDF document", "%PDF-1.7\n"],
    ["a GIF", "GIF89a\x01\0\x01\0\0\0\0"],
    ["an AVIF or HEIF", "\0\0\0\x1cftypavif\0\0\0\0"],
    ["a PNM or PFM", "P3\n1 1\n255\n1 2 3\n"],
    ["an OpenEXR", Uint8Array.of(0x76, 0x2f, 0x31, 1, 2, 0, 0, 0)],
    ["a Radiance picture", "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n"],
    ["a NumPy array whose name does not end in .npy", npyFile("<f4", [1, 1], Float32Array.of(1))],
  ])("is refused as %s", async (what, content) => {
    const path = await putFile("part.png", content);
    for (const read of READERS)
      await expect(read(path)).rejects.toThrow(
        new InputError(`invalid image ${path}: it is ${what}, which is not read; save it as PNG`),
      );
  });

  it("is read where it is a picture of another of our formats", async () => {
    const jpeg = await sharp(await encodePng({ width: 2, height: 1, data: new Float32Array(6) }))
      .jpeg()
      .toBuffer();
    expect(await pictureSize(await putFile("part.png", jpeg))).toEqual({ width: 2, height: 1 });
  });

  it("has no other way into the decoder library", async () => {
    await expect(sharp(Buffer.from(svg)).metadata()).rejects.toThrow(/unsupported image format/);
  });
});

describe("a pipe in a picture's place", () => {
  it("is refused, and nobody waits for what it says", async () => {
    const path = join(await scratchFolder(), "pipe.png");
    execFileSync("mkfifo", [path]);
    for (const read of READERS)
      await expect(read(path)).rejects.toThrow(`unreadable file ${path}: it is no ordinary file`);
  });
});

describe("limits", () => {
  const picture = { width: 40, height: 30, data: new Float32Array(3600) };

  it("are of pixels, before anything is decoded", async () => {
    withLimits("pixels=1000");
    const path = await putFile("large.png", await encodePng(picture));
    const why = "40×30 are 1200 pixels of a picture, at most 1000; raise it with --raise-limit pixels=1200";
    for (const read of READERS.slice(0, 2))
      await expect(read(path)).rejects.toThrow(new InputError(`invalid image ${path}: ${why}`));
  });

  it("are of a file's bytes, before any is read", async () => {
    withLimits("picture-bytes=100,array-bytes=200");
    const [large, array] = [
      await putFile("large.png", new Uint8Array(101)),
      await putFile("large.npy", new Uint8Array(201)),
    ];
    await expect(decodeImage(large)).rejects.toThrow(/: 101 bytes of a picture's file, at most 100; raise/);
    await expect(decodeMap(array)).rejects.toThrow(/: 201 bytes of a .npy file, at most 200; raise/);
  });

  it("are of the memory that decoding takes: more for whole pictures beside the output", async () => {
    const bytes = await encodePng(picture);
    const interlaced = await sharp(bytes).png({ progressive: true }).toBuffer();
    const claimed = async (content: Uint8Array): Promise<number> => {
      withLimits("decode-bytes=500");
      const error = await decodeImage(await putFile("a.png", content)).catch(String);
      return Number(/: (\d+) bytes of the pictures that are decoded at once/.exec(String(error))?.[1]);
    };
    expect(await claimed(bytes)).toBe(bytes.length + 3600);
    expect(await claimed(interlaced)).toBe(interlaced.length + 7200);
  });
});

describe("a TIFF", () => {
  it("whose directory says nothing certain is not handed to the library, which would take 700 MB for it", async () => {
    const kept = "../fuzz/corpus/tiff/33-million-pixels-of-a-damaged-directory.tif";
    const path = fileURLToPath(new URL(kept, import.meta.url));
    for (const read of READERS) await expect(read(path)).rejects.toThrow(/its directory is damaged/);
  });

  const samples = Float32Array.of(0, 0.5, 1, 0);
  const size = { width: 2, height: 2 };

  it("whose pages lead back to the first is refused", async () => {
    const bytes = tiffFile(samples, size);
    const view = new DataView(bytes.buffer);
    const first = view.getUint32(4, true);
    view.setUint32(first + 2 + 12 * view.getUint16(first, true), first, true);
    const path = await putFile("circle.tif", bytes);
    await expect(decodeMap(path)).rejects.toThrow(/1000 pages or frames; expected one picture/);
  });

  it("with 60,000 tags that each name the whole file is read at once", async () => {
    const picture = tiffFile(samples, size);
    const view = new DataView(picture.buffer);
    const first = view.getUint32(4, true);
    const own = view.getUint16(first, true);
    const others = 60_000;
    // The page moves behind the file, with its own tags between the foreign ones.
    const page = new Uint8Array(2 + 12 * (own + others) + 4);
    const bytes = new Uint8Array(picture.length + page.length);
    const tags = new DataView(page.buffer);
    tags.setUint16(0, own + others, true);
    page.set(picture.subarray(first + 2, first + 2 + 12 * own), 2);
    for (let other = 0; other < others; other++) {
      const at = 2 + 12 * (own + other);
      tags.setUint16(at, 40_000, true);
      tags.setUint16(at + 2, 1, true);
      tags.setUint32(at + 4, bytes.length, true);
    }
    bytes.set(picture);
    bytes.set(page, picture.length);
    new DataView(bytes.buffer).setUint32(4, picture.length, true);
    expect((await decodeMap(await putFile("tags.tif", bytes))).scores).toEqual(samples);
  });
});

describe("the line of those that decode", () => {
  /** A picture that is being decoded until it is let go. */
  function decoding(name: string, bytes: number, log: string[]): { go: () => void; done: Promise<void> } {
    let go = (): void => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const done = inDecodingLine(name, 0, async (claim) => {
      await claim(bytes);
      log.push(`${name} begins`);
      await held;
      log.push(`${name} ends`);
    });
    return { go, done };
  }

  it("lets in as many as the memory holds, first come first served", async () => {
    withLimits("decode-bytes=100");
    const log: string[] = [];
    const [first, second, large, small] = [
      decoding("first", 40, log),
      decoding("second", 40, log),
      decoding("large", 100, log),
      decoding("small", 1, log),
    ];
    second.go();
    await second.done;
    expect(log).toEqual(["first begins", "second begins", "second ends"]);
    first.go();
    await first.done;
    large.go();
    await large.done;
    small.go();
    await small.done;
    expect(log.slice(3)).toEqual(["first ends", "large begins", "large ends", "small begins", "small ends"]);
  });

  it("goes on after a failure and a refusal", async () => {
    withLimits("decode-bytes=100");
    const failed = inDecodingLine("a.png", 60, () => Promise.reject(new Error("damaged")));
    const refused = inDecodingLine("b.png", 60, (claim) => claim(41));
    const read = inDecodingLine("c.png", 60, async (claim) => {
      await claim(40);
      return "read";
    });
    await expect(failed).rejects.toThrow("damaged");
    await expect(refused).rejects.toThrow(
      /invalid image b.png: 101 bytes of the pictures .* decode-bytes=200/,
    );
    expect(await read).toBe("read");
  });
});
