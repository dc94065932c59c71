// Fetching from the hub, against a real server with the hub's redirects, ranges, ETags and faults.

import { lstat, readdir, readFile, readlink, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hubSettings } from "../../src/hub/environment.ts";
import { type Pulled, type PullSettings, pullModel } from "../../src/hub/pull.ts";
import { verifySnapshot } from "../../src/hub/verify.ts";
import { type FakeHub, startHub } from "../support/hub.ts";
import { scratchFolder } from "../support/scratch.ts";

const ID = "org/model";
const WEIGHTS = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 31 + (at >> 8)) % 251);
const CONFIG = new TextEncoder().encode('{"model_cfg": {}}');

async function hubWithModel(): Promise<FakeHub> {
  const hub = await startHub(ID);
  hub.files.set("config.json", { bytes: CONFIG, large: false });
  hub.files.set("model.bin", { bytes: WEIGHTS, large: true });
  return hub;
}

async function pull(
  hub: FakeHub,
  cache: string,
  {
    env = {},
    tries = 1,
    ...more
  }: { env?: Record<string, string>; tries?: number } & Pick<PullSettings, "signal" | "onProgress"> = {},
): Promise<Pulled> {
  return await pullModel(ID, "main", [["config.json"], ["model.safetensors", "model.bin"]], {
    hub: await hubSettings({ HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache, HF_HOME: cache, ...env }),
    patience: { tries, wait: async () => {} },
    ...more,
  });
}

describe("pull", () => {
  it("fills the cache as the hub's own clients do, and asks for nothing twice", async () => {
    const [hub, cache] = [await hubWithModel(), await scratchFolder()];
    const { folder, files } = await pull(hub, cache);
    const model = join(cache, "models--org--model");
    expect(folder).toBe(join(model, "snapshots", "c0ffee"));
    expect(files.map(({ file, fetched }) => [file, fetched])).toEqual([
      ["config.json", true],
      ["model.bin", true],
    ]);
    expect(await readFile(join(folder, "model.bin"))).toEqual(Buffer.from(WEIGHTS));
    expect((await lstat(join(folder, "model.bin"))).isSymbolicLink()).toBe(true);
    expect(await readlink(join(folder, "model.bin"))).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]{64}$/);
    expect(await readlink(join(folder, "config.json"))).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]{40}$/);
    expect(await readFile(join(model, "refs", "main"), "utf8")).toBe("c0ffee");
    expect((await readdir(join(model, "blobs"))).every((name) => /^[0-9a-f]+$/.test(name))).toBe(true);

    hub.requests.length = 0;
    const again = await pull(hub, cache);
    expect(again.files.every(({ fetched }) => !fetched)).toBe(true);
    expect(hub.requests.every(({ what }) => what.startsWith("HEAD "))).toBe(true);
  });

  it("sends the token to the hub and to nobody else", async () => {
    const [hub, cache] = [await hubWithModel(), await scratchFolder()];
    hub.faults.token = "secret";
    await expect(pull(hub, cache)).rejects.toThrow(/401.*HF_TOKEN/);
    await pull(hub, cache, { env: { HF_TOKEN: "secret" } });
    const toStore = hub.requests.filter(({ what }) => what.includes(" store "));
    expect(toStore.length).toBeGreaterThan(0);
    expect(toStore.some(({ authorised }) => authorised)).toBe(false);
    await writeFile(join(cache, "token"), "secret\n");
    await expect(pull(hub, cache)).resolves.toBeDefined();
  });

  it("ends with the right file wherever it was cut before", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: WEIGHTS.length - 1 }), { minLength: 1, maxLength: 3 }),
        async (cuts) => {
          const [hub, cache] = [await hubWithModel(), await scratchFolder()];
          for (const cut of cuts) {
            // A second cut at once ends the call: what follows is a call of its own.
            hub.faults.cuts = [cut, 0];
            await pull(hub, cache).catch(() => {});
          }
          hub.faults.cuts = [];
          const { folder } = await pull(hub, cache, { tries: 3 });
          expect(Buffer.compare(await readFile(join(folder, "model.bin")), WEIGHTS)).toBe(0);
        },
      ),
      { numRuns: 25, examples: [[[0]], [[1]], [[WEIGHTS.length - 1]]] },
    );
  }, 60_000);

  it("goes on within one call as long as every try brings something", async () => {
    const [hub, cache] = [await hubWithModel(), await scratchFolder()];
    hub.faults.cuts = [70_000, 70_000, 70_000, 70_000];
    hub.faults.failures = [503, 429];
    const { folder } = await pull(hub, cache, { tries: 3 });
    expect(Buffer.compare(await readFile(join(folder, "model.bin")), WEIGHTS)).toBe(0);
    const resumed = hub.requests.filter(({ what, range }) => what.includes(" store ") && range !== undefined);
    expect(resumed.length).toBe(4);
  });

  it("detects a flipped byte, leaves nothing of it, and mends it when called again", async () => {
    const [hub, cache] = [await hubWithModel(), await scratchFolder()];
    hub.faults.flipByte = 123_456;
    await expect(pull(hub, cache)).rejects.toThrow(/invalid content of model\.bin.*checksum/);
    expect((await readdir(join(cache, "models--org--model", "blobs"))).length).toBe(1);
    hub.faults.flipByte = null;
    await expect(pull(hub, cache)).resolves.toBeDefined();
  });

  it("begins anew where the server knows no ranges, or the file has changed", async () => {
    const [hub, cache] = [await hubWithModel(), await scratchFolder()];
    hub.faults.cuts = [100_000, 0];
    await expect(pull(hub, cache)).rejects.toThrow(/cannot reach|cut after|ended after/);
    hub.faults.cuts = [];
    hub.faults.ignoreRanges = true;
    await pull(hub, cache, { tries: 3 });

    const changed = WEIGHTS.map((byte) => byte ^ 3);
    hub.faults.ignoreRanges = false;
    hub.files.set("model.bin", { bytes: changed, large: true });
    hub.commit = "deed";
    hub.faults.cuts = [50_000, 0];
    await expect(pull(hub, cache)).rejects.toThrow();
    hub.faults.cuts = [];
    const { folder } = await pull(hub, cache, { tries: 3 });
    expect(folder).toContain("deed");
    expect(Buffer.compare(await readFile(join(folder, "model.bin")), changed)).toBe(0);
  });

  it("says what is wrong and what to do", async () => {
    const [hub, cache] = [await hubWithModel(), await scratchFolder()];
    await expect(pull(hub, cache, { env: { HF_HUB_OFFLINE: "1" } })).rejects.toThrow(/HF_HUB_OFFLINE/);
    hub.files.delete("model.bin");
    await expect(pull(hub, cache)).rejects.toThrow(/missing model\.safetensors or model\.bin in org\/model/);
    await expect(pull(hub, cache, { env: { HF_ENDPOINT: "http://127.0.0.1:9" } })).rejects.toThrow(
      /cannot reach http:\/\/127\.0\.0\.1:9/,
    );
    const other = await startHub("org/other");
    await expect(pull(other, cache)).rejects.toThrow(/unknown model org\/model/);
  });

  it("keeps what it has at Ctrl-C", async () => {
    const [hub, cache] = [await hubWithModel(), await scratchFolder()];
    hub.faults.delay = 20;
    const cancel = new AbortController();
    const onProgress = (file: string, bytes: number): void => {
      if (file === "model.bin" && bytes > 0) cancel.abort();
    };
    const interrupted = pull(hub, cache, { signal: cancel.signal, onProgress });
    await expect(interrupted).rejects.toThrow("interrupted");
    const blobs = join(cache, "models--org--model", "blobs");
    const left = (await readdir(blobs)).filter((name) => name.endsWith(".incomplete"));
    expect(left).toHaveLength(1);
    expect((await stat(join(blobs, left[0] ?? ""))).size).toBeGreaterThan(0);
    hub.faults.delay = 0;
    await expect(pull(hub, cache)).resolves.toBeDefined();
  });
});

describe("verify", () => {
  it("names a file whose content is not what its name says", async () => {
    const [hub, cache] = [await hubWithModel(), await scratchFolder()];
    const { folder } = await pull(hub, cache);
    expect((await verifySnapshot(folder)).map(({ state }) => state)).toEqual(["sound", "sound"]);
    const bytes = await readFile(join(folder, "model.bin"));
    bytes[7] = (bytes[7] ?? 0) ^ 1;
    await writeFile(join(folder, "model.bin"), bytes);
    expect((await verifySnapshot(folder)).map(({ state }) => state)).toEqual(["sound", "damaged"]);
  });
});
