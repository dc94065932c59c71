// The static site in a real browser: the demo model runs there alone, and its map is the command line's.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeFloat32Npy } from "../../src/core/npy.ts";
import { hasChromium, NARROW, openBrowser, screenshot, seriousFindings, visit } from "../support/browser.ts";
import { faultline, readNpy } from "../support/cli.ts";
import { serveFolder } from "../support/static-server.ts";

describe.skipIf(!hasChromium)("the static site (not run without chromium)", () => {
  let folder: string;
  let server: Server;
  let address: string;
  let browser: Browser;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "faultline-"));
    const { code, stderr } = await faultline(["explore", "--static", join(folder, "site")]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("serve them from any web server")]);
    ({ address, server } = await serveFolder(join(folder, "site")));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    server.close();
    await rm(folder, { recursive: true });
  });

  it("draws the map that the server draws, to a thousandth, and asks nobody else", async () => {
    const { page, complaints, close } = await visit(browser, "about:blank", NARROW);
    const asked = new Set<string>();
    page.on("request", (request) => asked.add(new URL(request.url()).origin));
    await page.goto(`${address}#sample=demo-0&at=theta=37,hue=0.5,saturation=0.2`);
    await page.getByText("up to date", { exact: true }).waitFor({ timeout: 50_000 });
    await expect
      .poll(() => page.locator(".layers canvas").first().getAttribute("aria-label"))
      .toContain("37");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Map as NPY" }).click(),
    ]);
    const here = decodeFloat32Npy(await readFile(await download.path()), "map");
    await faultline(["synth", "--layout", "mvtec", "--samples", "6", "--out", join(folder, "pictures")]);
    const { code } = await faultline([
      ...["map", "--model", "demo", "--class", "capsule", "--at", "theta=37,hue=0.5,saturation=0.2"],
      ...["--image", join(folder, "pictures/capsule/test/chip/000.png"), "--out", join(folder, "map.npy")],
    ]);
    expect(code).toBe(0);
    const there = await readNpy(join(folder, "map.npy"));
    expect(here.shape).toEqual(there.shape);
    const apart = there.data.map((value, at) => Math.abs(value - (here.data[at] ?? Number.NaN)));
    expect(Math.max(...apart)).toBeLessThan(1e-3);
    await page.getByText(/Computed on (wasm|webgpu)/).waitFor();
    await screenshot(page, "site-400-dark");
    expect(await seriousFindings(page)).toEqual([]);
    expect([...asked].filter((origin) => origin !== new URL(address).origin && origin !== "null")).toEqual(
      [],
    );
    expect(complaints).toEqual([]);
    await close();
  });

  it("searches in the browser too", async () => {
    const { page, complaints, close } = await visit(browser, `${address}#view=landscape&sample=demo-1`);
    await page.getByLabel("steps").fill("5");
    await page.getByLabel("steps").press("Enter");
    await page.getByLabel("strategy").selectOption("worst-of-k");
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await page.getByText(/^Worst found: pAUROC/).waitFor({ timeout: 50_000 });
    await screenshot(page, "site-landscape-1280-light");
    expect(complaints).toEqual([]);
    await close();
  });
});
