// The run view in a real browser: tables sort, a number leads to its samples, a sample to its worst point, and two
// runs stand side by side.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunSummary } from "../../src/results/schema.ts";
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
import { type ServedExplorer, serveExplorer } from "../support/explorer.ts";
import { NASTY, SUMMARY } from "../support/summary.ts";

/** The report's example run as if it were of the demo: its samples are of the demo data set. */
const DEMO_RUN: RunSummary = JSON.parse(
  JSON.stringify({
    ...SUMMARY,
    provenance: {
      ...SUMMARY.provenance,
      dataset: { ...SUMMARY.provenance.dataset, kind: "demo" },
      model: { ...SUMMARY.provenance.model, name: "demo" },
    },
  }).replaceAll(JSON.stringify(NASTY).slice(1, -1), "nut"),
);

describe.skipIf(!hasChromium)("the run view (not run without chromium)", () => {
  let folder: string;
  let served: ServedExplorer;
  let browser: Browser;
  const writeRun = async (name: string, summary: RunSummary): Promise<void> => {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "results.json"), JSON.stringify(summary));
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "faultline-"));
    await writeRun("before", DEMO_RUN);
    const { bounds } = DEMO_RUN.mean;
    await writeRun("after", {
      ...DEMO_RUN,
      provenance: { ...DEMO_RUN.provenance, seed: 1 },
      mean: {
        ...DEMO_RUN.mean,
        bounds: { theta: { ...DEMO_RUN.mean.original, ...bounds["theta"], pauroc: 0.4 } },
      },
    });
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
