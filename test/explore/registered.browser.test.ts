// What is registered by whoever uses the library is on the page: a shift has a slider and acts, a question has a form
// and a command line, a metric a row.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openDemoDataset } from "../../src/data/synthetic/dataset.ts";
import { DEFAULT_DETECTOR, openDetector } from "../../src/detector/registry.ts";
import { readAssets } from "../../src/explore/server/assets.ts";
import type { Explorer } from "../../src/explore/server/explorer.ts";
import { type RunningServer, serve } from "../../src/explore/server/serve.ts";
import { add, reshape, scale } from "../../src/graph/ops/index.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import type { Metric, Pool } from "../../src/metrics/metric.ts";
import { METRICS } from "../../src/metrics/registry.ts";
import { defineShift, onPictures, symmetric } from "../../src/shift/define.ts";
import { SHIFTS } from "../../src/shift/registry.ts";
import { defineQuestion } from "../../src/study/questions/question.ts";
import { QUESTIONS } from "../../src/study/questions/registry.ts";
import {
  fitsItsWidth,
  hasChromium,
  NARROW,
  openBrowser,
  screenshot,
  seriousFindings,
  visit,
} from "../support/browser.ts";
import { openTestExplorer } from "../support/explorer.ts";

const shade = defineShift({
  ...{ name: "shade", symbol: "ψ", title: "shade", effect: "shaded", unit: "tenths", sign: " tenths" },
  ...{ decimals: 1, writtenUnits: {}, range: symmetric(8) },
  severities: { mild: symmetric(1), moderate: symmetric(3), severe: symmetric(8) },
  cause: "A curtain moves.",
  ...{ periodic: false, stage: "optics", scope: "station", needsColour: false },
  act: onPictures((pictures, amount) =>
    add(pictures, scale(reshape(amount, [amount.shape[0] ?? 1, 1, 1, 1]), 0.1)),
  ),
  search: { length: 8, edge: 1 },
});

const question = defineQuestion({
  name: "guess",
  summary: "Guess how many parts fail",
  settings: z.object({
    share: z.number().min(0).max(1).default(0.5).describe("share of the parts"),
    mood: z.enum(["careful", "bold"]).default("careful").describe("how to guess"),
    aloud: z.boolean().default(false).describe("say it"),
    names: z.array(z.string()).default(["a", "b"]).describe("who guesses"),
    table: z.record(z.string(), z.number()).default({}).describe("earlier guesses"),
  }),
  ranges: () => ({}),
  plan: () => [],
  words: () => [],
  answer: async () => [],
});

const brightest = {
  ...{ name: "brightest", title: "brightest", unit: "number", decimals: 2, better: "lower", shown: true },
  ...{ needs: "images", source: "this test" },
  of: ({ pictures }: Pool) => Math.max(...pictures.map(({ imageScore }) => imageScore)),
} as const satisfies Metric;

/** Of single pictures at a frozen threshold, which the explorer has none of. */
const hot = {
  ...{ name: "hot", title: "hot share", unit: "fraction", decimals: 1, better: "lower", shown: true },
  ...{ needs: "threshold", source: "this test" },
  ofPicture: ({ map }, frozen) =>
    frozen === null ? null : map.filter((score) => score > (frozen.pixel ?? 1)).length / map.length,
  of: ({ pictures, frozen }: Pool) =>
    frozen === null ? null : Math.max(...pictures.map(({ own }) => own["hot"] ?? 0)),
} as const satisfies Metric;

describe.skipIf(!hasChromium)("what is registered elsewhere (not run without chromium)", () => {
  let explorer: Explorer;
  let server: RunningServer;
  let browser: Browser;
  const removals: (() => void)[] = [];
  beforeAll(async () => {
    removals.push(
      SHIFTS.register(shade),
      QUESTIONS.register(question),
      METRICS.register(brightest),
      METRICS.register(hot),
    );
    const detector = await openDetector({
      ...{
        source: DEFAULT_DETECTOR,
        options: { model: "demo" },
        aspect: "squash",
        device: "cpu",
        threads: 1,
      },
      ...{ env: {}, cwd: ".", openEngine: openNodeEngine },
    });
    explorer = await openTestExplorer({
      detector,
      dataset: openDemoDataset(),
      words: ["--model", "demo"],
      datasetWords: ["--dataset", "demo"],
    });
    const onBug = (error: unknown): void => {
      throw error;
    };
    server = await serve({ explorer, assets: await readAssets(), host: "127.0.0.1", port: 0, onBug });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await explorer.close();
    for (const remove of removals) remove();
  });

  const numberOf = async (page: Page, title: string): Promise<string> =>
    (await page.locator(`td[data-number="${title}"]`).textContent()) ?? "";
  const sampleOf = (object: string): string =>
    explorer.catalogue.page({ object, defect: "crack" }, 0, 1).samples[0]?.id ?? "";

  it("is a slider that acts once it is touched, beside a metric's row", async () => {
    const { page, complaints, close } = await visit(browser, `${server.address}#sample=${sampleOf("gear")}`);
    await page.getByText("up to date", { exact: true }).waitFor();
    await expect.poll(() => numberOf(page, "brightest")).toMatch(/^[01]\.\d\d$/);
    expect(await numberOf(page, "hot share")).toBe("–");
    await page.getByText("hot share: no operating point; expected --operating-point.").waitFor();
    const before = await numberOf(page, "brightest");
    await page.getByText("Optics", { exact: true }).click();
    await page.getByLabel("ψ shade").press("PageUp");
    await expect.poll(() => page.url()).toMatch(/&at=shade=0\.2$/);
    await page.getByLabel("ψ, shade, in tenths").fill("-8");
    await page.getByLabel("ψ, shade, in tenths").press("Enter");
    await expect
      .poll(() => numberOf(page, "brightest"))
      .toSatisfy((now: string) => /^[01]\.\d\d$/.test(now) && now !== before);
    const command = page.locator(".command code");
    await expect.poll(() => command.textContent()).toContain("--at shade=-8 --acting-size working --json");
    expect(await page.getByLabel("θ acts").isChecked()).toBe(false);
    await page.getByLabel("θ acts").check();
    await expect.poll(() => page.url()).toMatch(/&at=theta=0,shade=-8$/);
    await page.getByLabel("ψ acts").uncheck();
    await expect.poll(() => page.url()).toMatch(/&at=theta=0$/);
    await screenshot(page, "registered-1280-light");
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it("is an axis and may be searched", async () => {
    const address = `${server.address}#view=landscape&sample=${sampleOf("nut")}&at=hue=0.5`;
    const { page, complaints, close } = await visit(browser, address);
    await page.getByLabel("across").selectOption("ψ shade");
    await page.getByLabel("points").selectOption("5");
    await page.getByRole("button", { name: "Draw", exact: true }).click();
    await page.getByText("25 of 25", { exact: true }).waitFor();
    await page.getByText("No other shift acts.").waitFor();
    await page.getByText("Shifts to search:").click();
    const boxes = page.locator(".search .fold");
    for (const name of ["θ rotation", "δh hue", "δs saturation"]) await boxes.getByLabel(name).uncheck();
    await boxes.getByLabel("ψ shade").check();
    await page.getByLabel("makes worse").selectOption("image-score");
    await page.getByLabel("strategy").selectOption("grid");
    await page.getByLabel("steps").fill("5");
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await page.getByText(/^Worst found: .* at ψ −?\d(\.\d+)? tenths$/).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it("is a form that says its command line", async () => {
    const { page, complaints, close } = await visit(browser, `${server.address}#view=ask`, NARROW);
    const form = page.getByRole("region", { name: "guess" });
    await form.getByText("Guess how many parts fail.").waitFor();
    const line = (): Promise<string | null> => form.locator(".command code").textContent();
    const shared = "npx faultline guess --dataset demo --model demo";
    expect(await line()).toBe(`${shared} --out runs/guess`);
    await form.getByLabel("share").fill("0.25");
    await form.getByLabel("mood").selectOption("bold");
    await form.getByLabel("aloud").press("Space");
    await form.getByLabel("names").fill("ann, o'neil");
    expect(await line()).toBe(
      `${shared} --share 0.25 --mood bold --aloud --names 'ann, o'\\''neil' --out runs/guess`,
    );
    await form.getByText("More can be set (table)").waitFor();
    await screenshot(page, "ask-400-dark");
    await form.getByLabel("share").fill("2");
    expect(await form.getByRole("alert").textContent()).toBe("--share: expected a number from 0 to 1");
    expect(await fitsItsWidth(page)).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
