// node explorer.mjs PROGRAM RUN PATH: asks the explorer of a run for a path as it stands, ends it, and fails where the
// answer was a failure of its own (5xx) or none.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { createInterface } from "node:readline";

const [program = "", run = "", path = ""] = process.argv.slice(2);
const explorer = spawn(process.execPath, [program, "explore", run], { stdio: ["ignore", "pipe", "inherit"] });
const ended = once(explorer, "exit");
const [line] = await once(createInterface(explorer.stdout), "line");
const { port, search } = new URL(line);
const asked = request({ port, path: path + search, headers: { host: `127.0.0.1:${port}` } });
asked.end();
const [answer] = await once(asked, "response");
let text = "";
for await (const part of answer) text += part;
console.error(`faultline explore: ${answer.statusCode} ${text.slice(0, 200)}`);
explorer.kill("SIGINT");
await ended;
process.exitCode = answer.statusCode >= 500 ? 1 : 0;
if (answer.statusCode >= 500) console.error("a bug, please report it");
