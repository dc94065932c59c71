// What server and browser share: frames, the landscape's order, the queue, painted masks, command lines.

import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { type ActingSize, OWN_SIZE } from "../../src/core/acting-size.ts";
import { CancelledError } from "../../src/core/errors.ts";
import { givingAs, type Objective } from "../../src/core/objective.ts";
import { quoted } from "../../src/core/shell-word.ts";
import { type ShiftPoint, UNSHIFTED } from "../../src/core/shift.ts";
import { mapCommand } from "../../src/explore/command-line.ts";
import { bytesOf, decodeFrame, encodeFrame, floatsOf } from "../../src/explore/frame.ts";
import { GRID_COUNTS, landscapePlan } from "../../src/explore/landscape.ts";
import { effectiveMask, maskAtPictureSize } from "../../src/explore/painted-mask.ts";
import { type SeenPoint, tracedSearch } from "../../src/explore/traced-search.ts";
import { BusyError, openWaitingLine, SupersededError } from "../../src/explore/waiting-line.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { openChain } from "../../src/objective/chain.ts";
import { DEFAULT_CRITERION } from "../../src/objective/criteria/registry.ts";
import { strategyNamed } from "../../src/search/registry.ts";
import { paperBox, shiftFacts } from "../../src/shift/registry.ts";
import { redDetector } from "../support/explorer.ts";
import { held } from "../support/held.ts";
import { memoryDataset } from "../support/study.ts";

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
  it.each(GRID_COUNTS)("of %d values along each axis has every cell once, its corners first", (count) => {
    const plan = landscapePlan({ axes: ["theta", "hue"], count, at: UNSHIFTED }, paperBox());
    expect(new Set(plan.map(({ column, row }) => `${column} ${row}`)).size).toBe(count * count);
    expect(plan).toHaveLength(count * count);
    expect(plan.slice(0, 4).map(({ point }) => [point["theta"], point["hue"]])).toEqual([
      [-90, -Math.PI],
      [90, -Math.PI],
      [-90, Math.PI],
      [90, Math.PI],
    ]);
    const spans = plan.map(({ span }) => span);
    expect(spans).toEqual(spans.toSorted((left, right) => right - left));
  });

  it("of one shift is a curve through 0, the others as they are", () => {
    const plan = landscapePlan({ axes: ["hue"], count: 5, at: { theta: 5 } }, paperBox());
    expect(plan.map(({ point }) => point)).toEqual(
      [-1, 1, 0, -0.5, 0.5].map((share) => ({ theta: 5, hue: share * Math.PI })),
    );
  });
});

describe("the waiting line", () => {
  const signal = new AbortController().signal;
  const later = { signal, live: false };

  it("runs one at a time, what is watched first", async () => {
    const line = openWaitingLine(9);
    const order: string[] = [];
    const first = held();
    const all = [
      line.wait(later, () => first.promise),
      line.wait(later, async () => order.push("search")),
      line.wait({ signal, live: true }, async () => order.push("slider")),
    ];
    expect(line.waiting()).toBe(2);
    first.release();
    await Promise.all(all);
    expect(order).toEqual(["slider", "search"]);
    await line.idle();
  });

  it("drops what was cancelled or replaced before its turn, and refuses what is too much", async () => {
    const line = openWaitingLine(2);
    const first = held();
    const running = line.wait(later, () => first.promise);
    const cancel = new AbortController();
    const never = async (): Promise<never> => {
      throw new Error("its turn came");
    };
    const cancelled = line.wait({ signal: cancel.signal, live: true }, never);
    cancel.abort();
    await expect(cancelled).rejects.toThrow(CancelledError);
    const old = line.wait({ ...later, replaces: "slider" }, never);
    const young = line.wait({ ...later, replaces: "slider" }, async () => "latest");
    await expect(old).rejects.toThrow(SupersededError);
    const other = line.wait(later, async () => "other");
    await expect(line.wait(later, never)).rejects.toThrow(BusyError);
    first.release();
    expect(await Promise.all([running, young, other])).toEqual([undefined, "latest", "other"]);
  });

  it("goes on after a failure", async () => {
    const line = openWaitingLine(2);
    const failing = line.wait(later, () => Promise.reject(new Error("broken")));
    const next = line.wait(later, async () => "fine");
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

  const parts = {
    before: null,
    detector: ["--model", "demo"],
    picture: "a b.png",
    mask: null,
    className: "nut",
  };
  const shifts = shiftFacts();

  it("names what acts, at 0 too, to the last digit", () => {
    const point = { theta: 0, hue: -0.1234567890123 };
    expect(mapCommand(parts, point, { acting: "working", seed: 3, shifts })).toBe(
      "npx faultline map --model demo --image 'a b.png' --class nut --at theta=0,hue=-0.1234567890123 --json",
    );
  });

  it("says where shifts act and the seed, where the command would not do the same by itself", () => {
    const said = (point: ShiftPoint, acting: ActingSize): string =>
      mapCommand(parts, point, { acting, seed: 3, shifts }).replace(/^.* nut /, "");
    expect(said({ noise: 0.01 }, "working")).toBe("--at noise=0.01 --acting-size working --seed 3 --json");
    expect(said({ noise: 0.01 }, OWN_SIZE)).toBe("--at noise=0.01 --seed 3 --json");
    expect(said({ theta: 4 }, 300)).toBe("--at theta=4 --acting-size 300 --json");
    expect(said({}, 300)).toBe("--json");
  });
});

async function gearObjective(): Promise<Objective> {
  const detector = await redDetector();
  onTestFinished(() => detector.close());
  const [sample] = await memoryDataset().testSamples("gear");
  if (sample === undefined) throw new Error("no sample");
  const [image, mask] = [await sample.loadImage(), await sample.loadMask()];
  return await openChain({ detector, preset: "paper", pixelAuroc }).objective(
    { image, mask, object: "gear", className: "gear", anomalous: true },
    DEFAULT_CRITERION,
  );
}

describe("a search that is watched", () => {
  it("finds what the strategy finds alone, and tells every point", async () => {
    const objective = await gearObjective();
    const settings = { box: paperBox().slice(0, 1), budget: 6, seedParts: [1] };
    const alone = await strategyNamed("worst-of-k")(objective, settings);
    const told: number[] = [];
    let worst: SeenPoint | null = null;
    const watched = await tracedSearch(
      objective,
      { strategy: "worst-of-k", budget: 6 },
      {
        ...settings,
        circle: "wrapped",
        signal: new AbortController().signal,
        onNews: (news) => {
          told.push(...news.points.map(({ loss }) => loss ?? Number.NaN));
          ({ worst } = news);
        },
      },
    );
    expect(watched.best.point).toEqual(alone.best.point);
    expect(told).toEqual(alone.trace.map(({ loss }) => loss));
    expect(watched.best).toMatchObject({ ...(worst ?? {}) });
  });

  it("tells drafts from exact values, and never calls one of them the worst", async () => {
    const exact = await gearObjective();
    const drafting = givingAs(exact, async (points, wanted) => {
      const evaluations = await exact(points, wanted);
      if (wanted?.draft !== true) return evaluations;
      return evaluations.map((evaluation) => ({ ...evaluation, pauroc: -1, draft: true as const }));
    });
    const told: SeenPoint[] = [];
    let worst: SeenPoint | null = null;
    const { best, trace } = await tracedSearch(
      drafting,
      { strategy: "draft-simplex", budget: 30 },
      {
        ...{ box: paperBox(), circle: "wrapped", seedParts: ["drafts"] },
        signal: new AbortController().signal,
        onNews: (news) => {
          told.push(...news.points);
          ({ worst } = news);
        },
      },
    );
    const marked = told.filter(({ draft }) => draft === true);
    expect(marked.length).toBeGreaterThan(20);
    expect(trace.filter(({ draft }) => draft === true)).toHaveLength(marked.length);
    expect(worst).toMatchObject({ pauroc: best.pauroc });
    expect(best.pauroc).toBeGreaterThanOrEqual(0);
  });
});
