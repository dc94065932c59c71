// Anybody who reaches the queue may put an item into it: nothing of one starts a command, connects to a host, or opens a
// file as a model.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished, vi } from "vitest";
import { openNodeEngine } from "../../../src/graph/session-node.ts";
import { type ItemServerSettings, openItemServer } from "../../../src/study/queue/item-server.ts";
import type { QueuedDetector, QueuedItem } from "../../../src/study/queue/messages.ts";
import type { OwnDetector } from "../../../src/study/queue/own-detectors.ts";
import { RefusedItem } from "../../../src/study/queue/refused-item.ts";
import { FIXTURES } from "../../support/fixtures.ts";
import { sharedFolder } from "../../support/scratch.ts";

const folder = await sharedFolder();
const PLANNED = "0".repeat(64);

/** An item that asks for a detector; it is refused before anything else of it is read. */
function forged(source: string, options: object, more: Partial<QueuedDetector> = {}): QueuedItem {
  return {
    ...{ run: "run", tries: 1, role: "original", known: [], hints: [], key: "key" },
    dataset: { kind: "demo", options: { objects: ["nut"] } },
    detector: {
      ...{ source, options: { ...options }, aspect: "squash", device: "cpu", threads: 1, cwd: folder },
      ...{ digest: PLANNED, ...more },
    },
    ...{ objectDigest: PLANNED, object: "nut", sample: "nut/x", className: "nut", content: "", region: null },
    ...{ preset: "paper", experiment: { kind: "points", points: [{}] } },
  };
}

/** What becomes of an item, and how many sessions it began. */
async function asked(
  item: QueuedItem,
  detectors: readonly OwnDetector[] = [],
): Promise<{ readonly error: unknown; readonly sessions: number }> {
  const openEngine = vi.fn(openNodeEngine);
  const settings: ItemServerSettings = {
    ...{ places: new Map(), roots: new Map(), worker: "this machine", env: process.env, clock: () => 0 },
    ...{ openEngine, detectors },
  };
  const server = openItemServer(settings);
  onTestFinished(() => server.close());
  const error = await server.compute(item).then(
    () => null,
    (refusal: unknown) => refusal,
  );
  return { error, sessions: openEngine.mock.calls.length };
}

/** A server on loopback that answers nothing and counts who comes. */
async function listening(): Promise<{ readonly url: string; readonly connections: () => number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}/v2/models/gear`, connections: () => connections };
}

it("connects to no host that an item names, not even beside a service of its own", async () => {
  const [named, own] = [await listening(), await listening()];
  const without = await asked(forged("service", { url: named.url }));
  expect(without).toMatchObject({ error: expect.any(RefusedItem), sessions: 0 });
  expect((without.error as Error).message).toContain(`missing --detector ${named.url}: a worker opens`);
  const beside = await asked(forged("service", { url: named.url }), [
    { source: "service", options: { url: own.url, layout: "NHWC" }, cwd: folder },
  ]);
  expect((beside.error as Error).message).toMatch(/missing settings .* and this worker's has layout NHWC/);
  expect([named.connections(), own.connections()]).toEqual([0, 0]);
});

it("starts no command that an item names, not even beside a command of its own", async () => {
  const proof = join(folder, "proof");
  const item = forged("process", { command: `touch ${proof}` });
  expect(await asked(item)).toMatchObject({
    error: { name: "RefusedItem", message: expect.stringContaining(`--detector 'exec:touch ${proof}'`) },
    sessions: 0,
  });
  const own = { source: "process", options: { command: "false", answers: "score" }, cwd: folder };
  expect(await asked(item, [own])).toMatchObject({ error: { name: "RefusedItem" }, sessions: 0 });
  // The settings are the same: what runs is the worker's own command, which is no detector.
  const same = await asked(forged("process", { command: `touch ${proof}`, answers: "score" }), [
    { ...own, options: await defaults("process", own.options) },
  ]);
  expect(same).toMatchObject({ error: { name: "RefusedItem" }, sessions: 0 });
  expect((same.error as Error).message).toContain("exec:false");
  expect(existsSync(proof)).toBe(false);
});

it("opens no file as a model that is not the one that was planned with", async () => {
  const fifo = join(folder, "fifo.onnx");
  await promisify(execFile)("mkfifo", [fifo]);
  const text = join(folder, "text.onnx");
  await writeFile(text, "nothing of a model");
  const model = `${FIXTURES}anomalib/spot-plain.onnx`;
  for (const file of [model, "/etc/passwd", fifo, folder, text, "/dev/zero", join(folder, "missing.onnx")]) {
    const { error, sessions } = await asked(forged("onnx", { file }));
    expect(error, file).toBeInstanceOf(RefusedItem);
    expect(sessions, file).toBe(0);
  }
});

it("takes no device or number of threads that no planner writes, and no terminal's commands into its words", async () => {
  for (const more of [{ threads: 1e9 }, { threads: -1 }, { device: "rm" }, { cwd: 7 }, { aspect: "x" }]) {
    const { error } = await asked(forged("process", { command: "x" }, more as Partial<QueuedDetector>));
    expect((error as Error).message).toMatch(/^invalid detector in an item: /);
    expect(error).not.toBeInstanceOf(RefusedItem);
  }
  const { error } = await asked(forged("process", { command: "\u001b[2Jrm\n-rf" }));
  expect((error as Error).message).toMatch(/^missing --detector 'exec:rm -rf'/);
  expect((await asked(forged("telepathy", {}))).error).toMatchObject({
    ...{ name: "RefusedItem", message: expect.stringMatching(/unknown detector "telepathy"/) },
  });
});

async function defaults(source: string, options: object): Promise<Record<string, unknown>> {
  const { DETECTORS } = await import("../../../src/detector/registry.ts");
  return DETECTORS.named(source).options.parse(options);
}
