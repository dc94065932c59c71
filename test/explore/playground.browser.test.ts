// The playground in a real browser: sliders move the map and the numbers, own pictures are taken, links hold the state.

import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeFloat32Npy } from "../../src/core/npy.ts";
import { encodePng } from "../../src/image/codec.ts";
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
import { FIXTURES } from "../support/fixtures.ts";

const upToDate = (page: Page): Promise<unknown> =>
  page.getByText("up to date", { exact: true }).waitFor({ timeout: 30_000 });

const numberOf = async (page: Page, name: string): Promise<string> =>
  (await page.locator(`td[data-number="${name}"]`).textContent()) ?? "";

describe.skipIf(!hasChromium)("the playground (not run without chromium)", () => {
  let served: ServedExplorer;
  let browser: Browser;
  beforeAll(async () => {
    [served, browser] = await Promise.all([serveExplorer("--threads", "1"), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await served.stop();
  });

  it("follows the sliders, by hand and by keyboard, and gives back the unshifted picture", async () => {
    const { page, complaints, close } = await visit(browser, served.address, WIDE);
    await page.getByLabel("defect").selectOption("crack");
    await page.getByRole("button", { name: "gear · crack" }).first().click();
    await upToDate(page);
    const before = await numberOf(page, "pAUROC");
    await page.getByLabel("θ, rotation, in °").fill("62");
    await page.getByLabel("θ, rotation, in °").press("Enter");
    await page.getByLabel("δh hue").press("PageUp");
    // The page says "up to date" until it has seen the sliders, so the number itself is waited for.
    await expect.poll(() => numberOf(page, "pAUROC"), { timeout: 30_000 }).not.toBe(before);
    await upToDate(page);
    await expect.poll(() => new URL(page.url()).hash).toContain("at=theta=62,hue=0.174533");
    const command = await page.locator(".command code").textContent();
    expect(command).toContain("--at theta=62,hue=0.174533");
    await screenshot(page, "playground-1280-light");
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Reset" }).click();
    await expect.poll(() => numberOf(page, "pAUROC")).toBe(before);
    expect(complaints).toEqual([]);
    await close();
  });

  it("folds away what is at rest, and takes amounts in the unit that is shown", async () => {
    const sample = await firstSample(served.port, "gear", "crack");
    const { page, complaints, close } = await visit(browser, `${served.address}#sample=${sample}`, WIDE);
    await upToDate(page);
    const kelvin = page.getByLabel("δT, colour temperature, in K");
    expect(await kelvin.isVisible()).toBe(false);
    await page.getByText("7 more").click();
    await kelvin.fill("4000");
    await kelvin.press("Enter");
    await page.getByText("Sensor", { exact: true }).click();
    await page.getByRole("button", { name: "q moderate, q75" }).click();
    await expect.poll(() => new URL(page.url()).hash).toMatch(/at=colour-temperature=96\.24\d*,jpeg=25$/);
    expect(await page.getByLabel("q, JPEG coding, in q").inputValue()).toBe("75");
    expect(await page.getByRole("slider", { name: "q JPEG" }).getAttribute("aria-valuetext")).toBe("q75");
    await page.getByText("Optics", { exact: true }).click();
    await page.getByRole("button", { name: /^\S+ severe, 2%$/ }).click();
    await page.getByText(/^1\.92 camera px$/).waitFor();
    await expect
      .poll(() => page.locator(".command code").textContent())
      .toMatch(/defocus=2,jpeg=25 --acting-size working --json$/);
    await upToDate(page);
    await screenshot(page, "shifts-1280-light");
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it("offers no shift of colour on a grey picture, and says why", async () => {
    const { page, complaints, close } = await visit(browser, served.address, NARROW);
    await upToDate(page);
    const data = Float32Array.from({ length: 3 * 64 }, (_, at) => (at % 64) / 63);
    const buffer = await encodePng({ width: 8, height: 8, data });
    await page.getByLabel("Picture file").setInputFiles({ name: "grey.png", mimeType: "image/png", buffer });
    await page.getByText("The picture is grey: δT, δh, δs would shift no colour.").waitFor();
    expect(await page.getByLabel("δh, hue, in °").isDisabled()).toBe(true);
    expect(await page.getByLabel("θ, rotation, in °").isDisabled()).toBe(false);
    await page.getByRole("button", { name: "Landscape" }).click();
    await page.getByText("Shifts to search: θ", { exact: true }).waitFor();
    expect(await fitsItsWidth(page)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  it("opens a link at the same sample and shift", async () => {
    const sample = await firstSample(served.port, "nut", "chip");
    const address = `${served.address}#sample=${sample}&at=theta=-31,saturation=0.25`;
    const { page, complaints, close } = await visit(browser, address, NARROW);
    await upToDate(page);
    expect(await page.getByLabel("θ, rotation, in °").inputValue()).toBe("-31");
    expect(await page.getByLabel("δs, saturation").inputValue()).toBe("0.25");
    await screenshot(page, "playground-400-dark");
    expect(await fitsItsWidth(page)).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it("takes an own picture, a mask painted on it, and gives map and mask away", async () => {
    const { page, complaints, close } = await visit(browser, served.address, {
      ...WIDE,
      scheme: "dark",
    });
    await upToDate(page);
    await page.getByLabel("object", { exact: true }).last().fill("hazelnut");
    await page.getByLabel("Picture file").setInputFiles(`${FIXTURES}/photo.jpg`);
    const painter = page.getByRole("button", { name: "Paint the mask" });
    await painter.waitFor();
    expect(await numberOf(page, "pAUROC")).toBe("–");
    await painter.focus();
    await painter.press("ArrowRight");
    await painter.press("Space");
    await expect.poll(() => numberOf(page, "pAUROC")).toMatch(/%$/);
    await screenshot(page, "own-picture-1280-dark");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Map as NPY" }).click(),
    ]);
    const map = decodeFloat32Npy(await readFile(await download.path()), "map");
    expect([map.shape, download.suggestedFilename()]).toEqual([[96, 96], "photo-map.npy"]);
    const [mask] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Mask as PNG" }).click(),
    ]);
    expect(mask.suggestedFilename()).toBe("photo_mask.png");
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
