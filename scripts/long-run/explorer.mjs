// The explorer under random use: pages, sliders, landscapes, searches, pictures dropped on it, readers that go away,
// and what no page would send.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { randomNumbers } from "../random-numbers.mjs";
import { randomUse } from "./requests.mjs";
import { look, shown } from "./watched.mjs";

const MAIN = new URL("../../dist/cli/main.js", import.meta.url).pathname;
const PICTURE = new URL("../../test/fixtures/photo.jpg", import.meta.url).pathname;
const AT_ONCE = 4;
const LOOK_EVERY = 50;
/** A reader that goes away does so within this time. */
const MOST_WAIT_MS = 20_000;

/** Looks at the explorer's process after every few hundred requests, for so many minutes. */
export async function exploreLong({ model, minutes, seed }) {
  const folder = mkdtempSync(join(tmpdir(), "faultline-long-"));
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  const server = await serve(model, { ...process.env, TMPDIR: temporary, NO_COLOR: "1" });
  const looks = [];
  try {
    const until = Date.now() + 60_000 * minutes;
    const random = randomNumbers(seed);
    const use = await randomUse({ port: server.port, picture: readFileSync(PICTURE), random });
    const statuses = new Map();
    let done = 0;
    const client = async () => {
      while (Date.now() < until) {
        const status = await sent(server.port, use());
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        done += 1;
        if (done % LOOK_EVERY !== 0) continue;
        looks.push(look(server.pid, done, temporary));
        console.log(shown(looks.at(-1)));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, client));
    looks.push(look(server.pid, done, temporary));
    console.log(
      `answers: ${[...statuses]
        .sort()
        .map((pair) => pair.join(" × "))
        .join(", ")}`,
    );
    if (statuses.has("500")) throw new Error(`the explorer met a bug: ${server.notes()}`);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
  return looks;
}

async function serve(model, env) {
  const child = spawn(process.execPath, [MAIN, "explore", "--model", model, "--threads", "1"], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let notes = "";
  child.stderr.on("data", (chunk) => {
    notes += chunk;
  });
  const exited = once(child, "exit");
  const [address] = await Promise.race([
    once(createInterface(child.stdout), "line"),
    exited.then(() => Promise.reject(new Error(`the explorer ended: ${notes}`))),
  ]);
  return {
    pid: child.pid,
    port: Number(new URL(address).port),
    notes: () => notes,
    stop: async () => {
      child.kill("SIGINT");
      const [code] = await exited;
      if (code !== 0) throw new Error(`the explorer ended with exit code ${code}: ${notes}`);
    },
  };
}

/** The status of an answer as text; "gone" where the client left, "closed" where the server said nothing. */
function sent(port, { bytes, leaveAfter }) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let head = "";
    let left = false;
    const timer = setTimeout(() => {
      left = true;
      socket.destroy();
    }, leaveAfter ?? MOST_WAIT_MS);
    socket.on("data", (chunk) => {
      if (head.length < 100) head += chunk.toString("latin1", 0, 100);
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? (left ? "gone" : "closed"));
    });
    // Ended, it would be answered no more.
    socket.write(bytes);
  });
}
