// The framing as a wrapper: digests composed, working sizes, and parts cut and joined with a graph and without.

import { afterAll, describe, expect, it } from "vitest";
import { tensor } from "../../src/core/tensor.ts";
import { framed } from "../../src/detector/framed.ts";
import { ASPECTS, framingOf } from "../../src/detector/framing.ts";
import { cutParts, joinParts } from "../../src/detector/parts.ts";
import { cutPictures, joinMaps } from "../../src/detector/parts-on-host.ts";
import { detectorDigest, openDetector, placedSettings } from "../../src/detector/registry.ts";
import type { DetectorSettings } from "../../src/detector/source.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { parameter } from "../../src/graph/value.ts";
import { expectClose } from "../support/closeness.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { evaluate } from "../support/graph.ts";

const engine = await openNodeEngine({ device: "cpu", threads: 1 });
afterAll(() => engine.close());

const settings = (changes: Partial<DetectorSettings> = {}): DetectorSettings => ({
  ...{ source: "winclip", options: { model: `${FIXTURES}tiny-gelu` }, aspect: "squash", device: "cpu" },
  ...{ threads: 1, env: {}, cwd: ".", openEngine: openNodeEngine },
  ...changes,
});

describe("a framed detector", () => {
  it("has another digest for every aspect, its scorers too", async () => {
    const scorer = {
      digest: "s",
      range: { low: 0, high: 1 },
      can: { gradient: false, draft: null, batch: 1 },
    };
    const square = {
      ...{ name: "toy", digest: "d", engine, size: 8 },
      prepare: async () => scorer,
      close: async () => {},
    };
    for (const aspect of ASPECTS) {
      const detector = framed(square, aspect, (digest) => `${digest} in ${aspect}`);
      expect(detector.digest).toBe(`d in ${aspect}`);
      const { digest } = await detector.prepare({ object: "nut", className: "nut" });
      expect(digest).toBe(`s in ${aspect}`);
    }
  });

  it("gives its digest without an engine, the same as when it is open", async () => {
    const digests = new Set<string>();
    for (const aspect of ASPECTS) {
      const asked = settings({ aspect });
      const detector = await openDetector(asked);
      const refusing = { ...asked, openEngine: async () => expect.fail("no engine is needed") };
      expect(await detectorDigest(refusing)).toBe(detector.digest);
      expect(detector.digest).toMatch(/^[0-9a-f]{64}$/);
      const scorer = await detector.prepare({ object: "nut", className: "nut" });
      expect(scorer.digest).toBe(detector.digest);
      digests.add(detector.digest);
      await detector.close();
    }
    const control = settings({ source: "ideal", options: { size: 16 } });
    digests.add(await detectorDigest(control));
    digests.add(await detectorDigest({ ...control, options: { size: 24 } }));
    digests.add(await detectorDigest({ ...control, source: "constant" }));
    expect(digests.size).toBe(6);
  });
});

describe("winclip as a source", () => {
  it("refuses a class name that prompts have no room for, before it computes anything", async () => {
    const detector = await openDetector(settings());
    const className = Array(80).fill("nut").join(" ");
    await expect(detector.prepare({ object: "nut", className })).rejects.toThrow(
      /^invalid class name "nut nut/,
    );
    await detector.close();
  });

  it("takes the places of its files on another machine", () => {
    const asked = settings({ options: { model: "ViT-B/16+", visual: "fare.pt" } });
    const here = { model: "/here", visual: "fare.pt" };
    expect(placedSettings(asked, new Map([["ViT-B/16+", "/here"]]))).toEqual(here);
    expect(placedSettings(asked, new Map([["", "/here"]]))).toEqual(here);
    expect(placedSettings(asked, new Map([["demo", "/here"]]))).toEqual(asked.options);
    expect(placedSettings({ source: "ideal", options: {} }, new Map([["", "/here"]]))).toEqual({});
  });

  it("says what is wrong with its settings", async () => {
    const open = (source: string, options: Readonly<Record<string, unknown>>): Promise<unknown> =>
      openDetector({ source, options, aspect: "squash", device: "cpu", threads: 1, env: {}, cwd: "." });
    await expect(open("winclip", { model: 3 })).rejects.toThrow(
      /^invalid settings of detector winclip: model/,
    );
    await expect(open("winclop", {})).rejects.toThrow(/unknown detector "winclop"; did you mean "winclip"/);
  });
});

describe("parts on the host", () => {
  const SIDE = 6;
  const SIZE = { width: SIDE, height: SIDE };
  it.each([
    ["tile", { width: 15, height: 6 }],
    ["tile", { width: 6, height: 11 }],
    ["pad", { width: 6, height: 4 }],
    ["pad", { width: 3, height: 6 }],
  ] as const)("are those of the graph: %s %o", async (aspect, picture) => {
    const framing = framingOf(aspect, picture, SIZE);
    const { width, height, parts } = framing;
    const values = (length: number) => Float32Array.from({ length }, (_, at) => Math.fround(Math.sin(at)));
    const pictures = tensor([1, 3, height, width], values(3 * width * height));
    const maps = tensor([parts.length, 1, SIDE, SIDE], values(parts.length * SIDE * SIDE));
    const { cut, whole } = await evaluate(
      {
        cut: cutParts(parameter("pictures", pictures.shape), framing, SIZE),
        whole: joinParts(parameter("maps", maps.shape), framing, SIZE),
      },
      { pictures, maps },
    );
    const onHost = cutPictures(pictures, framing, SIZE).flatMap(({ data }) => [...data]);
    expectClose(onHost, cut?.data ?? [], { absolute: 1e-7 });
    const separate = parts.map((_, part) => maps.data.slice(part * SIDE * SIDE, (part + 1) * SIDE * SIDE));
    expectClose(joinMaps(separate, framing, SIZE), whole?.data ?? [], { absolute: 1e-6 });
  });
});
