// npm run quiet [-- --quick]
// Nothing leaves the machine: runs commands under strace, in a home of their own, and tells of every connection that they
// asked for and every file that they left outside their folder and our own cache. A collector's name is looked up long
// after a session is opened, so the last command stays open for a while; --quick runs the first one alone.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";

const OPEN_SECONDS = 45;
const MOST_SECONDS = 300;
const MAIN = new URL("../dist/cli/main.js", import.meta.url).pathname;
const PICTURE = new URL("../test/fixtures/photo.jpg", import.meta.url).pathname;
/** Calls that ask for something elsewhere, or leave something behind. */
const WATCHED =
  "socket,connect,bind,sendto,sendmsg,sendmmsg,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat";

const { values: flags } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
if (spawnSync("strace", ["-V"]).error !== undefined) {
  console.error("missing strace: install it (Debian: apt-get install strace)");
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), "faultline-quiet-"));
const [work, home] = [join(folder, "work"), join(folder, "home")];
for (const each of [work, home]) mkdirSync(each);
const found = [];
try {
  await watched(["map", "--model", "demo", "--image", PICTURE, "--class", "nut", "--out", "map.png"]);
  if (!flags.quick) {
    await watched([
      "bound",
      "--dataset",
      "demo",
      "--model",
      "demo",
      ...["--samples", "1", "--budget", "2"],
      "--out",
      "run",
    ]);
    await watched(["query", "run", "SELECT count(*) FROM records"]);
    await watched(["explore", "--dataset", "demo", "--model", "demo", "--samples", "1"], OPEN_SECONDS);
  }
  found.push(...left());
} finally {
  rmSync(folder, { recursive: true });
}
for (const line of [...new Set(found)]) console.error(line);
if (found.length > 0) process.exit(1);
console.log("no connection was asked for, and nothing was left behind");

/** Runs a command, to its end or for as long as it is given, and judges what it did. */
async function watched(args, seconds) {
  const trace = join(folder, "trace");
  const child = spawn(
    "strace",
    [
      "-f",
      "-qq",
      "--seccomp-bpf",
      "-s",
      "0",
      "-e",
      `trace=${WATCHED}`,
      "-o",
      trace,
      process.execPath,
      MAIN,
      ...args,
    ],
    {
      cwd: work,
      env: { PATH: process.env.PATH, HOME: home, TMPDIR: join(folder, "tmp"), NO_COLOR: "1" },
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    },
  );
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  // strace keeps signals to itself: they go to the group.
  const stop = setTimeout(() => process.kill(-child.pid, "SIGINT"), 1000 * (seconds ?? MOST_SECONDS));
  const code = await new Promise((done) => child.on("close", done));
  clearTimeout(stop);
  console.log(`faultline ${args[0]}: ended with ${code}`);
  if (code !== 0 && seconds === undefined) found.push(`faultline ${args.join(" ")} failed: ${stderr}`);
  const calls = readFileSync(trace, "utf8").split("\n");
  found.push(...calls.filter(asksElsewhere), ...calls.filter(leavesBehind));
}

/** A connection to anything but a socket file, or a port that is open to others. */
function asksElsewhere(call) {
  if (!/sa_family=AF_INET/.test(call)) return false;
  return !/ bind\(/.test(call) || !/inet_addr\("127\.|"::1"/.test(call);
}

/** Something made outside the command's folders. */
function leavesBehind(call) {
  if (/= -1 /.test(call)) return false;
  const makes = / (creat|mkdir|rename|link|symlink)\w*\(/.test(call) || /O_(CREAT|WRONLY|RDWR)/.test(call);
  if (!makes) return false;
  const path = resolve(work, [...call.matchAll(/"([^"]*)"/g)].at(-1)?.[1] ?? "");
  return !path.startsWith(folder) && !/^\/(dev|proc)\//.test(path);
}

/** Files outside the folder that the commands wrote to, and our own cache. */
function left() {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => !entry.isDirectory(),
  );
  return files
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !/^(work|home\/\.cache\/faultline)\/|^trace$/.test(path))
    .map((path) => `left behind: ${path}`);
}
