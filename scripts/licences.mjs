// docs/licences.md from package-lock.json: what a package's licence is, and whether a user of faultline gets it.
// node scripts/licences.mjs writes it, --check only says whether it is as it would be written (exit code 1 where not).

import { readFileSync, writeFileSync } from "node:fs";

const PAGE = new URL("../docs/licences.md", import.meta.url);
const LIST = /(<!-- list: npm run licences -->\n)[\s\S]*(<!-- end of list -->)/;

/** Their code is compiled into dist/web, which is shipped. */
const BUNDLED = ["preact", "onnxruntime-web"];

const { packages } = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
const asked = new Set(Object.keys(packages[""].peerDependencies).flatMap((name) => [...closure(name, "")]));
const page = readFileSync(PAGE, "utf8");
const written = page.replace(LIST, (_, begin, end) => `${begin}\n${list()}\n${end}`);
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

function list() {
  const rows = {};
  for (const [path, entry] of Object.entries(packages)) {
    if (!path.startsWith("node_modules/") || entry.link) continue;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const group =
      BUNDLED.includes(name) || !entry.dev ? "Installed" : asked.has(path) ? "Asked for" : "Tools";
    rows[entry.license ?? "not stated"] ??= { Installed: [], "Asked for": [], Tools: [] };
    rows[entry.license ?? "not stated"][group].push(entry.os || entry.cpu ? platformless(name) : name);
  }
  return Object.keys(rows)
    .sort()
    .map((licence) => `- **${licence}**\n${Object.entries(rows[licence]).map(lineOf).join("")}`)
    .join("");
}

function lineOf([group, names]) {
  return names.length === 0
    ? ""
    : `  - ${group}: ${[...new Set(names)]
        .sort()
        .map((name) => `\`${name}\``)
        .join(", ")}\n`;
}

/** The name that a package has for all platforms. */
function platformless(name) {
  return name.replace(
    /-(android|darwin|freebsd|linux|linuxmusl|openharmony|wasm32|webcontainers|win32)\b.*$/,
    "-*",
  );
}
