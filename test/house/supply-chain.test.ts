// What is installed is what was locked, none of it runs a script, its licences are listed, and npm has nothing to say.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";

const ROOT = new URL("../../", import.meta.url);
const run = promisify(execFile);

const texts = z.record(z.string(), z.string());
const json = (name: string): unknown => JSON.parse(readFileSync(new URL(name, ROOT), "utf8"));
const wanted = z
  .object({
    dependencies: texts,
    devDependencies: texts,
    peerDependencies: texts,
    allowScripts: z.record(z.string(), z.boolean()),
  })
  .parse(json("package.json"));
const locked = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        integrity: z.string().optional(),
        link: z.boolean().optional(),
        resolved: z.string().optional(),
        hasInstallScript: z.boolean().optional(),
      }),
    ),
  })
  .parse(json("package-lock.json")).packages;
const packages = Object.entries(locked).filter(([path]) => path.startsWith("node_modules/"));

test("every package is locked by its SHA-512 and comes from the registry that is set; ours alone is a folder", () => {
  const folders = packages.filter(([, { link }]) => link === true);
  expect(folders).toEqual([["node_modules/global-agent", { link: true, resolved: "scripts/no-download" }]]);
  for (const [path, { integrity, link, resolved }] of packages) {
    if (link === true) continue;
    expect(integrity, path).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
    expect(resolved, path).toBeUndefined();
  }
  const { dependencies, devDependencies, peerDependencies } = wanted;
  for (const [name, version] of Object.entries({ ...dependencies, ...peerDependencies, ...devDependencies }))
    if (name !== "global-agent") expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  expect(devDependencies).toMatchObject(peerDependencies);
});

test("install scripts are those known, and all are refused", () => {
  const scripted = packages
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([path]) => path);
  const refused = Object.entries(wanted.allowScripts).map(([name, allowed]) => [
    `node_modules/${name}`,
    allowed,
  ]);
  expect(refused.sort()).toEqual(scripted.sort().map((path) => [path, false]));
});

test("onnxruntime's install script ends before it downloads anything, where npm cannot refuse it", async () => {
  const { stdout, stderr } = await run("node", ["node_modules/onnxruntime-node/script/install.js"], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], HTTPS_PROXY: "http://127.0.0.1:9" },
  });
  expect(stdout + stderr).toBe("");
});

test("npm has no warning about this project's settings", async () => {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, npm_config_userconfig: "/dev/null", npm_config_update_notifier: "false" };
  expect((await run("npm", ["pkg", "get", "name"], { cwd: ROOT, env })).stderr).toBe("");
});

test("licences and the bill of materials follow the lock file", async () => {
  await run("node", ["scripts/licences.mjs", "--check"], { cwd: ROOT });

  const { stdout } = await run("node", ["scripts/sbom.mjs"], { cwd: ROOT, maxBuffer: 1e8 });
  const bill = z
    .object({
      bomFormat: z.literal("CycloneDX"),
      components: z.array(
        z.object({
          name: z.string(),
          version: z.string(),
          hashes: z.array(z.object({ alg: z.literal("SHA-512"), content: z.string() })).min(1),
          licenses: z.array(z.unknown()).min(1),
        }),
      ),
    })
    .parse(JSON.parse(stdout));
  const named = new Set(bill.components.map(({ name, version }) => `${name}@${version}`));
  expect(named).toContain(`onnxruntime-node@${wanted.dependencies["onnxruntime-node"]}`);
  expect(named.size).toBeGreaterThan(200);
});
