// What server and browser share: frames, the landscape's order, the queue, painted masks, command lines.

import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CancelledError } from "../../src/core/errors.ts";
import type { Objective } from "../../src/core/objective.ts";
import { IDENTITY, PAPER_RANGES, SHIFT_NAMES } from "../../src/core/shift.ts";
import { mapCommand, quoted } from "../../src/explore/command-line.ts";
import { bytesOf, decodeFrame, encodeFrame, floatsOf } from "../../src/explore/frame.ts";
import { GRID_COUNTS, landscapePlan } from "../../src/explore/landscape.ts";
import { effectiveMask, maskAtPictureSize } from "../../src/explore/painted-mask.ts";
import { worstSeen } from "../../src/explore/protocol.ts";
import { type SeenPoint, tracedSearch } from "../../src/explore/traced-search.ts";
import { BusyError, openTurns, SupersededError } from "../../src/explore/waiting-line.ts";
import { strategyNamed } from "../../src/search/registry.ts";
import { held } from "../support/held.ts";
import { arithmeticDetector, memoryDataset } from "../support/study.ts";

describe("a frame", () => {
  it("brings back what was put in, to the bit", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.float32Array({ noNaN: true }), fc.uint8Array(), (json, map, picture) => {
        const frame = decodeFrame(encodeFrame({ json, arrays: { map, picture } }).buffer);
        expect(JSON.stringify(frame.json)).toBe(JSON.stringify(json));
        expect(floatsOf(frame, "map")).toEqual(map);
        expect(bytesOf(frame, "picture")).toEqual(picture);
      }),
    );
  });

  it("that is cut off is refused", () => {
    const { buffer } = encodeFrame({ json: 1, arrays: { map: new Float32Array(9) } });
    for (const length of [0, 3, 10, buffer.byteLength - 4]) {
      expect(() => decodeFrame(buffer.slice(0, length))).toThrow(/cut off/);
    }
  });
});

describe("a landscape's plan", () => {
  it.each(GRID_COUNTS)("has each of %d × %d cells once, its corners first", (count) => {
    const plan = landscapePlan({ axes: ["theta", "hue"], count, at: IDENTITY }, PAPER_RANGES);
    expect(new Set(plan.map(({ column, row }) => `${column} ${row}`)).size).toBe(count * count);
    expect(plan).toHaveLength(count * count);
    expect(plan.slice(0, 4).map(({ point }) => [point.theta, point.hue])).toEqual([
      [-90, -Math.PI],
      [90, -Math.PI],
      [-90, Math.PI],
      [90, Math.PI],
    ]);
    const spans = plan.map(({ span }) => span);
    expect(spans).toEqual(spans.toSorted((left, right) => right - left));
  });

  it("of one shift is a curve through 0, the others as they are", () => {
    const at = { theta: 5, hue: 0, saturation: 0.25 };
    const plan = landscapePlan({ axes: ["hue"], count: 5, at }, PAPER_RANGES);
    expect(plan).toHaveLength(5);
    expect(plan.some(({ point }) => point.hue === 0)).toBe(true);
    expect(plan.every(({ point }) => point.theta === 5 && point.saturation === 0.25)).toBe(true);
  });
});

describe("the queue", () => {
  const signal = new AbortController().signal;
  const later = { signal, live: false };

  it("runs one at a time, what is watched first", async () => {
    const turns = openTurns(9);
    const order: string[] = [];
    const first = held();
    const all = [
      turns.take(later, () => first.promise),
      turns.take(later, async () => order.push("search")),
      turns.take({ signal, live: true }, async () => order.push("slider")),
    ];
    expect(turns.waiting()).toBe(2);
    first.release();
    await Promise.all(all);
    expect(order).toEqual(["slider", "search"]);
    await turns.idle();
  });

  it("drops what was cancelled or replaced before its turn, and refuses what is too much", async () => {
    const turns = openTurns(2);
    const first = held();
    const running = turns.take(later, () => first.promise);
    const cancel = new AbortController();
    const never = async (): Promise<never> => {
      throw new Error("its turn came");
    };
    const cancelled = turns.take({ signal: cancel.signal, live: true }, never);
    cancel.abort();
    await expect(cancelled).rejects.toThrow(CancelledError);
    const old = turns.take({ ...later, replaces: "slider" }, never);
    const young = turns.take({ ...later, replaces: "slider" }, async () => "latest");
    await expect(old).rejects.toThrow(SupersededError);
    const other = turns.take(later, async () => "other");
    await expect(turns.take(later, never)).rejects.toThrow(BusyError);
    first.release();
    expect(await Promise.all([running, young, other])).toEqual([undefined, "latest", "other"]);
  });

  it("goes on after a failure", async () => {
    const turns = openTurns(2);
    const failing = turns.take(later, () => Promise.reject(new Error("broken")));
    const next = turns.take(later, async () => "fine");
    await expect(failing).rejects.toThrow("broken");
    expect(await next).toBe("fine");
  });
});

describe("a painted mask", () => {
  const painted = fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
    .chain(([width, height]) =>
      fc
        .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
        .map((data) => ({ width, height, data: Uint8Array.from(data) })),
    );

  it("comes back from the size of any larger picture", () => {
    fc.assert(
      fc.property(painted, fc.nat(40), fc.nat(40), (mask, wider, higher) => {
        const picture = { width: mask.width + wider, height: mask.height + higher };
        expect(effectiveMask(mask, picture)).toEqual(mask);
      }),
    );
  });

  it("is as a command reads it, whatever the picture's size", () => {
    fc.assert(
      fc.property(
        painted,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        (mask, width, height) => {
          const picture = { width, height };
          const whole = maskAtPictureSize(mask, picture);
          expect([whole.width, whole.height, whole.data.length]).toEqual([width, height, width * height]);
          // Through the picture's size once more, nothing changes: the page shows what the command will see.
          const once = effectiveMask(mask, picture);
          expect(effectiveMask(once, picture)).toEqual(once);
        },
      ),
    );
  });
});

describe("a command line", () => {
  it("is read by a shell as it was meant", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((word) => !word.includes("\0")),
        (word) => {
          expect(execFileSync("/bin/sh", ["-c", `printf %s ${quoted(word)}`]).toString()).toBe(word);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("names what is not 0, to the last digit", () => {
    const parts = {
      before: null,
      model: ["--model", "demo"],
      picture: "a b.png",
      mask: null,
      className: "nut",
    };
    expect(mapCommand(parts, { theta: 0, hue: -0.1234567890123, saturation: 0 })).toBe(
      "npx faultline map --model demo --image 'a b.png' --class nut --at hue=-0.1234567890123 --json",
    );
  });
});

async function gearObjective(): Promise<Objective> {
  const [sample] = await memoryDataset().testSamples("gear");
  if (sample === undefined) throw new Error("no sample");
  const [image, mask] = [await sample.loadImage(), await sample.loadMask()];
  return arithmeticDetector().objective({ image, mask, className: "gear" }, { colour: true });
}

describe("a search that is watched", () => {
  it("finds what the strategy finds alone, and tells every point", async () => {
    const objective = await gearObjective();
    const settings = { over: ["theta"] as const, ranges: PAPER_RANGES, budget: 6, seedParts: [1] };
    const alone = await strategyNamed("worst-of-k")(objective, settings);
    const told: number[] = [];
    const watched = await tracedSearch(
      objective,
      { ...settings, strategy: "worst-of-k" },
      {
        ...settings,
        circle: "wrapped",
        signal: new AbortController().signal,
        onPoints: (points) => {
          told.push(...points.map(({ loss }) => loss));
        },
      },
    );
    expect(watched.best.point).toEqual(alone.best.point);
    expect(told).toEqual(alone.trace.map(({ loss }) => loss));
  });

  it("tells drafts from exact values, and never calls one of them the worst", async () => {
    const exact = await gearObjective();
    const drafting: Objective = async (points, wanted) => {
      const evaluations = await exact(points, wanted);
      if (wanted?.draft !== true) return evaluations;
      return evaluations.map((evaluation) => ({ ...evaluation, pauroc: 0, draft: true as const }));
    };
    const told: SeenPoint[] = [];
    const { best, trace } = await tracedSearch(
      drafting,
      { over: SHIFT_NAMES, strategy: "draft-simplex", budget: 30 },
      {
        ...{ ranges: PAPER_RANGES, circle: "wrapped", seedParts: ["drafts"] },
        signal: new AbortController().signal,
        onPoints: (points) => {
          told.push(...points);
        },
      },
    );
    const marked = told.filter(({ draft }) => draft === true);
    expect(marked.length).toBeGreaterThan(20);
    expect(trace.filter(({ draft }) => draft === true)).toHaveLength(marked.length);
    expect(worstSeen(told)?.pauroc).toBe(best.pauroc);
    expect(best.pauroc).toBeGreaterThan(0);
  });
});
