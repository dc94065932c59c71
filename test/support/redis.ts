// A real redis-server on a port of its own, which a test may stop, start again with or without its data, and kill.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { Redis } from "ioredis";

export const hasRedis: boolean = await promisify(execFile)("redis-server", ["--version"]).then(
  () => true,
  () => false,
);

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  start(): Promise<void>;
  /** Ends the server; its data stay on the disk. */
  stop(): Promise<void>;
  /** Deletes what a stopped server left. */
  forget(): Promise<void>;
}

/** A server that keeps its data in a folder, started; more arguments as redis-server takes them. */
export async function startRedis(folder: string, more: readonly string[] = []): Promise<RedisServer> {
  const port = await freePort();
  const data = join(folder, "redis");
  let child: ChildProcess | undefined;
  const server: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    port,
    start: async () => {
      await mkdir(data, { recursive: true });
      child = spawn(
        "redis-server",
        [
          ...["--port", `${port}`, "--bind", "127.0.0.1", "--dir", data, "--save", ""],
          ...["--appendonly", "yes", "--appendfsync", "always", ...more],
        ],
        { stdio: "ignore" },
      );
      await answering(port);
    },
    stop: async () => {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
    forget: () => rm(data, { recursive: true, force: true }),
  };
  await server.start();
  return server;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Waits until a server answers, if only to ask for a password. */
async function answering(port: number): Promise<void> {
  const redis = new Redis({ port, host: "127.0.0.1", retryStrategy: () => 20, maxRetriesPerRequest: null });
  redis.on("error", () => {});
  await redis.ping().catch(() => {});
  redis.disconnect();
}
