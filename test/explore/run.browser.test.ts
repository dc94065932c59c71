// The run view in a real browser: tables sort, a number leads to its samples, a sample to its worst point, and two
// runs stand side by side.

import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodePng } from "../../src/image/codec.ts";
import type { Answer, RunSummary } from "../../src/results/schema.ts";
import {
  fitsItsWidth,
  hasChromium,
  NARROW,
  openBrowser,
  screenshot,
  seriousFindings,
  visit,
  WIDE,
} from "../support/browser.ts";
import { ask, jsonOf, type ServedExplorer, serveExplorer } from "../support/explorer.ts";
import { ANSWER } from "../support/golden-summary.ts";
import { NASTY, SUMMARY } from "../support/summary.ts";

/** The report's example run as if it were of the demo: its samples are of the demo data set. */
const DEMO_RUN: RunSummary = JSON.parse(
  JSON.stringify({
    ...SUMMARY,
    answers: [ANSWER],
    provenance: {
      ...SUMMARY.provenance,
      dataset: { ...SUMMARY.provenance.dataset, kind: "demo" },
      detector: { ...SUMMARY.provenance.detector, name: "demo", options: { model: "demo" } },
    },
  }).replaceAll(JSON.stringify(NASTY).slice(1, -1), "nut"),
);

/** An answer that names a link out of its run. */
const ESCAPE: Answer = {
  ...{ question: "escape", title: "What lies outside?" },
  charts: [{ kind: "pictures", title: "Outside", pictures: [{ caption: "", file: "answers/outside.png" }] }],
};

describe.skipIf(!hasChromium)("the run view (not run without chromium)", () => {
  let folder: string;
  let served: ServedExplorer;
  let browser: Browser;
  const writeRun = async (name: string, summary: RunSummary): Promise<void> => {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "results.json"), JSON.stringify(summary));
    await mkdir(join(folder, name, "answers"));
    const data = new Float32Array(3 * 16).fill(0.5);
    for (const number of [1, 2])
      await writeFile(
        join(folder, name, "answers", `${number}.png`),
        await encodePng({ width: 4, height: 4, data }),
      );
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "faultline-"));
    await writeRun("before", DEMO_RUN);
    const { bounds } = DEMO_RUN.mean;
    await writeRun("after", {
      ...DEMO_RUN,
      answers: [ESCAPE],
      provenance: { ...DEMO_RUN.provenance, seed: 1 },
      mean: {
        ...DEMO_RUN.mean,
        bounds: { theta: { values: { ...bounds["theta"]?.values, pauroc: 0.4 } } },
      },
    });
    await symlink(
      join(folder, "before", "answers", "1.png"),
      join(folder, "after", "answers", "outside.png"),
    );
    served = await serveExplorer(
      ...["--threads", "1", join(folder, "before"), "--compare", join(folder, "after")],
    );
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await served.stop();
    await rm(folder, { recursive: true });
  });

  it("leads from a number to its samples, and from a sample to its worst point", async () => {
    const { page, complaints, close } = await visit(browser, `${served.address}#view=run`, WIDE);
    await page.getByRole("heading", { name: "before" }).waitFor();
    const table = page.getByRole("table", { name: /^Original and worst found, / });
    await table.getByRole("button", { name: "object" }).click();
    expect(await table.getByRole("columnheader", { name: "object" }).getAttribute("aria-sort")).toBe(
      "ascending",
    );
    await page.locator(".figures img").first().scrollIntoViewIfNeeded();
    await expect
      .poll(() =>
        page
          .locator(".figures img")
          .first()
          .evaluate((image: HTMLImageElement) => image.naturalWidth),
      )
      .toBeGreaterThan(0);
    await screenshot(page, "run-1280-light");
    expect(await seriousFindings(page)).toEqual([]);
    await table.getByRole("row", { name: /^gear/ }).first().getByRole("button").first().click();
    await page.getByText("2 of 2 shown").waitFor();
    await page
      .getByRole("button", { name: /^Open gear/ })
      .first()
      .click();
    await page.getByText("up to date", { exact: true }).waitFor();
    await expect.poll(() => page.url()).toMatch(/#sample=[0-9a-f]{24}&at=theta=/);
    expect(complaints).toEqual([]);
    await close();
  });

  it("shows what questions answered, drawn by kind, and what resampling alone does", async () => {
    const { page, complaints, close } = await visit(browser, `${served.address}#view=run`, WIDE);
    const answer = page.getByRole("region", { name: "How much is too much?" });
    await answer.getByRole("table", { name: /^Too much per object/ }).waitFor();
    const images = answer.locator("img");
    expect(await images.count()).toBe(ANSWER.charts.length - 1 + 1);
    for (const image of await images.all()) {
      await image.scrollIntoViewIfNeeded();
      await expect
        .poll(() => image.evaluate((shown: HTMLImageElement) => shown.naturalWidth))
        .toBeGreaterThan(0);
    }
    await page.getByRole("table", { name: /^Original, and the identity/ }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it("serves no file that a link of an answer leads to outside its folder", async () => {
    const { runs } = jsonOf<{ runs: readonly { id: string }[] }>(await ask(served.port, "/api/state"));
    const statuses = ["answer-made-up-5-1", "answer-escape-1-1", "answer-escape-1-2"].map(
      async (name, at) =>
        (await ask(served.port, `/api/runs/${runs[Math.min(at, 1)]?.id}/figures/${name}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 404, 404]);
  });

  it("holds two runs side by side", async () => {
    const { page, complaints, close } = await visit(browser, `${served.address}#view=run&run=both`, NARROW);
    await page.getByRole("heading", { name: /^What differs/ }).waitFor();
    expect(await page.getByRole("table", { name: /^Metrics/ }).count()).toBe(1);
    await screenshot(page, "run-both-400-dark");
    expect(await fitsItsWidth(page)).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
