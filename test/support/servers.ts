// Real inference servers on loopback, each on a port of its own: Triton and MLServer, from the Python environments that
// scripts/servers.sh makes.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "./redis.ts";

// From the project's folder, where tests and scripts run: a script is built elsewhere.
const ENVIRONMENTS = resolve(".cache/servers");
const FIXTURES = resolve("test/fixtures/servers");

export interface ModelServer {
  /** "http://127.0.0.1:8000/v2/models/mean" for the model "mean". */
  address(model: string): string;
  /** Starts it (again, on the same port) and waits until it is ready. */
  start(): Promise<void>;
  /** Kills it in whatever it does, its children too. */
  kill(): Promise<void>;
  /** The process, while it runs. */
  pid(): number | undefined;
}

/** Triton with its models mean, mean_unbatched and slow (1 s a picture, a queue of 1); `folder` holds what it writes. */
export async function triton(folder: string): Promise<ModelServer> {
  const python = await environment("triton");
  const port = await freePort();
  const temporary = join(folder, "triton");
  await mkdir(temporary, { recursive: true });
  // What its processes share stays behind when they are killed.
  const shared = `faultline_${port}_`;
  const start = [join(FIXTURES, "triton/start.sh"), python, String(port)];
  const command = ["bash", ...start, `--backend-config=python,shm-region-prefix-name=${shared}`];
  const server = modelServer({ command, port, env: { TMPDIR: temporary } });
  return {
    ...server,
    kill: async () => {
      await server.kill();
      for (const name of await readdir("/dev/shm"))
        if (name.startsWith(shared)) await rm(join("/dev/shm", name), { force: true });
    },
  };
}

/** MLServer with its model mean; `folder` holds its settings. */
export async function mlserver(folder: string): Promise<ModelServer> {
  const python = await environment("mlserver");
  const [port, grpc] = [await freePort(), await freePort()];
  const models = join(folder, "mlserver");
  await cp(join(FIXTURES, "mlserver"), models, { recursive: true });
  const settings = { host: "127.0.0.1", http_port: port, grpc_port: grpc, metrics_endpoint: null };
  await writeFile(
    join(models, "settings.json"),
    JSON.stringify({ ...settings, parallel_workers: 0, debug: false }),
  );
  return modelServer({ command: [python, join(python, "../mlserver"), "start", models], port, env: {} });
}

/** KServe's own Python server; it listens on every address, so that only people start it. */
export async function kserve(): Promise<ModelServer> {
  const python = await environment("kserve");
  const port = await freePort();
  const server = join(FIXTURES, "kserve/server.py");
  const command = [python, server, "--http_port", String(port), "--enable_grpc", "false"];
  return modelServer({ command, port, env: {} });
}

/** The Python of an environment; an error that says how to make it. */
async function environment(name: string): Promise<string> {
  const python = join(ENVIRONMENTS, name, "bin/python");
  if (!existsSync(python)) throw new Error(`missing ${python}; make it with: scripts/servers.sh ${name}`);
  return python;
}

interface Started {
  readonly command: readonly string[];
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

function modelServer({ command, port, env }: Started): ModelServer {
  let child: ChildProcess | undefined;
  const running = (): ChildProcess | undefined =>
    child === undefined || child.exitCode !== null || child.signalCode !== null ? undefined : child;
  return {
    address: (model) => `http://127.0.0.1:${port}/v2/models/${model}`,
    pid: () => running()?.pid,
    start: async () => {
      const [program = "", ...rest] = command;
      // A group of its own, so that its children can be ended with it.
      const started = spawn(program, rest, {
        ...{ detached: true, env: { ...process.env, ...env } },
        stdio: ["ignore", "ignore", "pipe"],
      });
      child = started;
      let said = "";
      started.stderr.on("data", (part: Buffer) => {
        said = `${said}${part.toString()}`.slice(-2000);
      });
      const until = Date.now() + 40_000;
      while (!(await isReady(port))) {
        if (started.exitCode !== null || Date.now() > until)
          throw new Error(`${command.join(" ")} is not ready: ${said}`);
        await pause(50);
      }
    },
    kill: async () => {
      const ended = running();
      if (ended?.pid === undefined) return;
      const gone = once(ended, "exit");
      process.kill(-ended.pid, "SIGKILL");
      await gone;
    },
  };
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(
      { port, host: "127.0.0.1", path: "/v2/models/mean/ready", agent: false },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      },
    );
    asked.on("error", () => resolve(false));
    asked.end();
  });
}
