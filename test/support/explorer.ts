// The explorer as its users start it, and requests to it.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { createInterface } from "node:readline";
import type { Detector, ScoredPicture } from "../../src/detector/detector.ts";
import type { SamplePage } from "../../src/explore/protocol.ts";
import { type Explorer, type ExplorerSettings, openExplorer } from "../../src/explore/server/explorer.ts";
import { settingsOf } from "../../src/explore/server/run-settings.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { MAIN } from "./cli.ts";
import { memoryDataset, SIDE } from "./study.ts";

export interface ServedExplorer {
  readonly address: string;
  readonly port: number;
  /** What it wrote to standard error so far. */
  notes(): string;
  /** Its resident memory in megabytes. */
  memory(): Promise<number>;
  /** Sends Ctrl-C; the exit code. */
  stop(): Promise<number | null>;
}

/** Starts `faultline explore` of the built command line and waits for its address. */
export async function serveExplorer(...args: readonly string[]): Promise<ServedExplorer> {
  const child: ChildProcess = spawn(process.execPath, [MAIN, "explore", ...args], {
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("no pipes");
  let notes = "";
  stderr.on("data", (chunk: Buffer) => {
    notes += chunk.toString();
  });
  const exited = once(child, "exit") as Promise<[number | null]>;
  const address = await Promise.race([
    once(createInterface(stdout), "line").then(([line]) => String(line)),
    exited.then(() => Promise.reject(new Error(`the explorer ended: ${notes}`))),
  ]);
  return {
    address,
    port: Number(new URL(address).port),
    notes: () => notes,
    memory: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, "utf8");
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    },
    stop: async () => {
      child.kill("SIGINT");
      return (await exited)[0];
    },
  };
}

/** A detector whose map is the picture's red; `before` hears of the pictures of every call and may hold it. */
export async function redDetector(
  before: (pictures: number) => Promise<void> = async () => {},
  side: number = SIDE,
): Promise<Detector> {
  const engine = await openNodeEngine({ device: "cpu", threads: 1 });
  const pixels = side * side;
  return {
    ...{ name: "red", digest: "red", engine },
    workingSize: () => ({ width: side, height: side }),
    prepare: async () => ({
      digest: "red",
      range: { low: 0, high: 1 },
      can: { gradient: false, draft: null, batch: 2 },
      maps: async ({ shape: [count = 0], data }) => {
        await before(count);
        return Array.from({ length: count }, (_, index): ScoredPicture => {
          const map = data.slice(3 * index * pixels, (3 * index + 1) * pixels);
          return { map, imageScore: Math.max(...map) };
        });
      },
    }),
    close: () => engine.close(),
  };
}

/** The highest red of a picture as its score, above 0.75 of which it is rejected; no map. */
export async function redScores(side: number): Promise<Detector> {
  const red = await redDetector(undefined, side);
  return {
    ...red,
    facts: { notes: [], givesMaps: false },
    prepare: async (request) => {
      const { maps, ...scorer } = await red.prepare(request);
      return {
        ...scorer,
        maps: async (pictures) =>
          ((await maps?.(pictures)) ?? []).map(({ imageScore }) => ({
            ...{ map: null, imageScore, label: imageScore > 0.75 },
          })),
      };
    },
  };
}

/** An explorer in this process, of pictures in memory unless others are given. */
export async function openTestExplorer(
  settings: Pick<ExplorerSettings, "detector"> & Partial<ExplorerSettings>,
): Promise<Explorer> {
  return await openExplorer({
    ...{ dataset: memoryDataset(), words: [], datasetWords: [], runs: [] },
    ...settingsOf(undefined),
    ...settings,
  });
}

/** The id of the first sample of an object and defect. */
export async function firstSample(port: number, object: string, defect: string): Promise<string> {
  const page = jsonOf<SamplePage>(await ask(port, `/api/samples?object=${object}&defect=${defect}`));
  return page.samples[0]?.id ?? "";
}

export interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** One request exactly as it is written here: paths are not normalised, headers not added. */
export function ask(
  port: number,
  path: string,
  {
    method = "GET",
    headers = {},
    body,
  }: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Uint8Array;
  } = {},
): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const own = {
      Host: `127.0.0.1:${port}`,
      ...(method === "POST" ? { Origin: `http://127.0.0.1:${port}` } : {}),
    };
    const asked = request(
      { host: "127.0.0.1", port, path, method, headers: { ...own, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

/** The JSON of an answer. */
export function jsonOf<Value>({ body }: Asked): Value {
  return JSON.parse(body.toString("utf8")) as Value;
}
