// Weights from a hub on loopback, fetched by the built command line, and used.

import { readdirSync, statSync } from "node:fs";
import { readFile, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CONFIG_FILE, WEIGHTS_FILE } from "../../src/clip/names.ts";
import { faultline, readNpy } from "../support/cli.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { type FakeHub, startHub } from "../support/hub.ts";
import { scratchFolder } from "../support/scratch.ts";

const ID = "org/tiny";

async function tinyHub(): Promise<FakeHub> {
  const hub = await startHub(ID);
  const read = (file: string): Promise<Uint8Array> => readFile(join(FIXTURES, "tiny-gelu", file));
  hub.files.set(CONFIG_FILE, { bytes: await read(CONFIG_FILE), large: false });
  hub.files.set(WEIGHTS_FILE, { bytes: await read(WEIGHTS_FILE), large: true });
  return hub;
}

/** Bytes that an interrupted fetch has left in the cache. */
function gathered(home: string): number {
  try {
    const blobs = join(home, "hub", "models--org--tiny", "blobs");
    const name = readdirSync(blobs).find((each) => each.endsWith(".incomplete"));
    return name === undefined ? 0 : statSync(join(blobs, name)).size;
  } catch {
    return 0;
  }
}

it("a pull that is killed again and again ends with the right weights, and they work", async () => {
  const [hub, home] = [await tinyHub(), await scratchFolder()];
  const env = { HF_ENDPOINT: hub.endpoint, HF_HOME: home, HF_TOKEN: "", HF_HUB_CACHE: "" };
  hub.faults.delay = 15;
  for (let kill = 0; kill < 3; kill++) {
    const before = gathered(home);
    const killed = await faultline(["models", "pull", ID], {
      env,
      signal: "SIGKILL",
      interruptWhen: () => gathered(home) > before + 50_000,
    });
    expect(killed.code).toBe(null);
  }
  hub.faults.delay = 0;
  const resumedFrom = gathered(home);
  expect(resumedFrom).toBeGreaterThan(150_000);
  const pulled = await faultline(["models", "pull", ID], { env });
  expect(pulled.code, pulled.stderr).toBe(0);
  expect(hub.requests.at(-1)?.range).toBe(`bytes=${resumedFrom}-`);
  const folder = pulled.stdout.trim();
  const theirs = await readFile(join(FIXTURES, "tiny-gelu", WEIGHTS_FILE));
  expect(Buffer.compare(await readFile(join(folder, WEIGHTS_FILE)), theirs)).toBe(0);

  const verified = await faultline(["models", "verify", ID, "--json"], { env });
  expect(verified.code, verified.stderr).toBe(0);

  const embed = async (model: string): Promise<readonly number[]> => {
    const out = join(home, "embedding.npy");
    const { code, stderr } = await faultline(["embed", "--model", model, "--text", "a gear", "--out", out], {
      env: { ...env, HF_HUB_OFFLINE: "1" },
    });
    expect(code, stderr).toBe(0);
    return [...(await readNpy(out)).data];
  };
  expect(await embed(ID)).toEqual(await embed(join(FIXTURES, "tiny-gelu")));

  const path = await realpath(join(folder, WEIGHTS_FILE));
  const bytes = await readFile(path);
  bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
  await writeFile(path, bytes);
  const damaged = await faultline(["models", "verify", ID], { env });
  expect(damaged.code).toBe(1);
  expect(damaged.stdout).toContain(`${WEIGHTS_FILE} damaged`);
}, 60_000);

it("lists the paper's backbones and what to do for one that is not here", async () => {
  const home = await scratchFolder();
  const { code, stdout } = await faultline(["models", "list"], { env: { HF_HOME: home, HF_HUB_CACHE: "" } });
  expect(code).toBe(0);
  expect(stdout).toContain("faultline models pull ViT-L/14-FARE2");
  expect(stdout).toContain("timm/vit_base_patch16_plus_clip_240.laion400m_e31");
});

it("verifying a built-in model says what it is, and opens it", async () => {
  const { code, stdout, stderr } = await faultline(["models", "verify", "demo"]);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^demo: built in, .*needs no pull; its \d+ tensors are whole\n$/);
});
