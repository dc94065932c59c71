// The landscape in a real browser: the plane fills in and can be stopped, a search is watched on it and stopped, and
// any point leads back to the playground.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
import { firstSample, type ServedExplorer, serveExplorer } from "../support/explorer.ts";

const cells = (page: Page): Promise<number> => page.locator(".plane rect[fill^='rgb']").count();

describe.skipIf(!hasChromium)("the landscape (not run without chromium)", () => {
  let served: ServedExplorer;
  let browser: Browser;
  let sample: string;
  beforeAll(async () => {
    [served, browser] = await Promise.all([serveExplorer("--threads", "1"), openBrowser()]);
    sample = await firstSample(served.port, "nut", "crack");
  });
  afterAll(async () => {
    await browser.close();
    await served.stop();
  });

  it("draws plane and curves, finds the worst case, and opens it in the playground", async () => {
    const address = `${served.address}#view=landscape&sample=${sample}`;
    const { page, complaints, close } = await visit(browser, address, WIDE);
    await page.getByLabel("points").selectOption("5");
    await page.getByRole("button", { name: "Draw", exact: true }).click();
    await page.getByText("25 of 25", { exact: true }).waitFor();
    // 25 cells and the 50 of the legend.
    await expect.poll(() => cells(page)).toBe(75);
    await page.getByLabel("strategy").selectOption("adam-restarts");
    await page.getByLabel("steps").fill("10");
    await page.getByLabel("steps").press("Enter");
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await page.getByText(/^Worst found: pAUROC/).waitFor();
    expect(await page.locator(".trajectory g[data-track]").count()).toBe(5);
    await page.getByRole("button", { name: "Draw curves" }).click();
    await page.getByRole("button", { name: /^Open at δs/ }).waitFor();
    await page.getByRole("button", { name: /pAUROC point by point/ }).press("ArrowLeft");
    await expect.poll(() => page.locator(".plane figcaption").textContent()).toContain("pAUROC");
    await screenshot(page, "landscape-1280-light");
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Open in the playground" }).click();
    await page.getByText("up to date", { exact: true }).waitFor();
    await page.waitForURL((url) => url.hash.includes(`sample=${sample}&at=theta=`));
    expect(complaints).toEqual([]);
    await close();
  });

  it("says before a search what it would refuse", async () => {
    const { page, close } = await visit(browser, `${served.address}#view=landscape&sample=${sample}`, NARROW);
    await page.getByText("Shifts to search:").click();
    const boxes = page.locator(".search .fold");
    const find = page.getByRole("button", { name: "Find", exact: true });
    for (const name of ["exposure", "defocus", "noise", "JPEG coding"]) await boxes.getByLabel(name).check();
    await page.getByText("A search takes at most 6 shifts; 7 are chosen.").waitFor();
    expect(await find.isDisabled()).toBe(true);
    await boxes.getByLabel("noise").uncheck();
    expect(await find.isEnabled()).toBe(true);
    await page.getByLabel("strategy").selectOption("quasi-newton");
    await page.getByText("quasi-newton needs derivatives, and there is none by q: choose another").waitFor();
    expect(await fitsItsWidth(page)).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await close();
  });

  it("stops what takes long, and shows how far it came", async () => {
    const address = `${served.address}#view=landscape&sample=${sample}`;
    const { page, complaints, close } = await visit(browser, address, NARROW);
    await page.getByLabel("points").selectOption("33");
    await page.getByRole("button", { name: "Draw", exact: true }).click();
    await expect.poll(() => cells(page)).toBeGreaterThan(60);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("button", { name: "Stop" }).waitFor({ state: "detached" });
    await page.getByLabel("steps").fill("2000");
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await page.getByText(/^Worst so far/).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("button", { name: "Stop" }).waitFor({ state: "detached" });
    await screenshot(page, "landscape-400-dark");
    expect(await fitsItsWidth(page)).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
