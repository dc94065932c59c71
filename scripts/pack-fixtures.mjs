// Keeps large fixtures small in the repository: each array file of test/fixtures above 60 kB is written as FILE.br beside it,
// and the unpacked ones are listed for git to ignore. Tests unpack them (test/support/unpack-fixtures.ts).
// node scripts/pack-fixtures.mjs, after a fixture was made anew; then git add test/fixtures.

import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

const FIXTURES = fileURLToPath(new URL("../test/fixtures", import.meta.url));
const LARGE = 60_000;
const PACKABLE = /\.(safetensors|pt|onnx|data)$/;

const names = readdirSync(FIXTURES, { recursive: true }).map((name) => name.replaceAll("\\", "/"));
const packed = new Set(
  names.filter((name) => name.endsWith(".br")).map((name) => name.slice(0, -".br".length)),
);

for (const name of names.filter((each) => PACKABLE.test(each))) {
  const path = join(FIXTURES, name);
  if (!packed.has(name) && statSync(path).size <= LARGE) continue;
  const bytes = readFileSync(path);
  if (packed.has(name) && brotliDecompressSync(readFileSync(`${path}.br`)).equals(bytes)) continue;
  writeFileSync(
    `${path}.br`,
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  );
  const now = new Date();
  utimesSync(path, now, now); // newer than what it is packed as, or the tests unpack it again
  packed.add(name);
  console.log(`${name}: ${bytes.length} bytes → ${statSync(`${path}.br`).size}`);
}

writeFileSync(
  join(FIXTURES, ".gitignore"),
  `# Unpacked from FILE.br before the tests (test/support/unpack-fixtures.ts); written by scripts/pack-fixtures.mjs.\n${[
    ...packed,
  ]
    .sort()
    .map((name) => `/${name}\n`)
    .join("")}`,
);
