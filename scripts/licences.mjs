// docs/licences.md from package-lock.json: what a package's licence is, and whether a user of faultline gets it.
// node scripts/licences.mjs writes it, --check only says whether it is as it would be written (exit code 1 where not).

import { readFileSync, writeFileSync } from "node:fs";

const PAGE = new URL("../docs/licences.md", import.meta.url);
const TABLE = /(<!-- table: npm run licences -->\n)[\s\S]*(<!-- end of table -->)/;

/** Their code is compiled into dist/web, which is shipped. */
const BUNDLED = ["preact", "onnxruntime-web"];

const { packages } = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
const asked = new Set(Object.keys(packages[""].peerDependencies).flatMap((name) => [...closure(name, "")]));
const page = readFileSync(PAGE, "utf8");
const written = page.replace(TABLE, (_, begin, end) => `${begin}\n${table()}\n${end}`);
if (!process.argv.includes("--check")) writeFileSync(PAGE, written);
else if (written !== page) {
  console.error("docs/licences.md is not as package-lock.json has it: npm run licences");
  process.exitCode = 1;
}

/** The paths in the lock file of a package and of all that it needs, as `from` would find it. */
function closure(name, from, found = new Set()) {
  const path = placeOf(name, from);
  if (path === undefined || found.has(path)) return found;
  found.add(path);
  const { dependencies = {}, optionalDependencies = {} } = packages[path];
  for (const each of Object.keys({ ...dependencies, ...optionalDependencies })) closure(each, path, found);
  return found;
}

/** Where Node finds a package: the nearest node_modules on the way up. */
function placeOf(name, from) {
  const path = `${from === "" ? "" : `${from}/`}node_modules/${name}`;
  if (packages[path] !== undefined) return path;
  if (from === "") return undefined;
  return placeOf(name, from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/"))));
}

function table() {
  const rows = {};
  for (const [path, entry] of Object.entries(packages)) {
    if (!path.startsWith("node_modules/") || entry.link) continue;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const column = BUNDLED.includes(name) || !entry.dev ? 0 : asked.has(path) ? 1 : 2;
    rows[entry.license ?? "not stated"] ??= [[], [], []];
    rows[entry.license ?? "not stated"][column].push(entry.os || entry.cpu ? platformless(name) : name);
  }
  const lines = Object.keys(rows)
    .sort()
    .map((licence) => `| ${licence} | ${rows[licence].map(namesOf).join(" | ")} |`);
  return [
    "| licence | installed | with queries or a queue | tools alone |",
    "| --- | --- | --- | --- |",
    ...lines,
    "",
  ].join("\n");
}

/** The name that a package has for all platforms. */
function platformless(name) {
  return name.replace(
    /-(android|darwin|freebsd|linux|linuxmusl|openharmony|wasm32|webcontainers|win32)\b.*$/,
    "-*",
  );
}

function namesOf(names) {
  return [...new Set(names)].sort().join(", ");
}
