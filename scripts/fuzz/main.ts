// npm run fuzz [-- --reader NAME,… --count 100000 --seed 1 --from 0 --out FOLDER]
// Gives every reader of what strangers write that many seeded inputs, each reader in a process of its own, and prints what
// they came to. A find is written to a file, with how to repeat it. See docs/security.md.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { FuzzedReader } from "../../test/fuzz/reader.ts";
import { READERS } from "../../test/fuzz/registry.ts";
import { setup } from "../../test/support/unpack-fixtures.ts";
import { type Shown, trial } from "./trial.ts";

const { values: flags } = parseArgs({
  options: {
    reader: { type: "string", default: READERS.map(({ name }) => name).join(",") },
    count: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
    out: { type: "string", default: ".cache/fuzz/finds" },
  },
});
const [count, seed, from] = [Number(flags.count), Number(flags.seed), Number(flags.from)];
const print = (line: string): void => void process.stdout.write(`${line}\n`);

await setup();
print("| reader | inputs | read | refused | finds | most processor time | peak memory | wall |");
print("|---|--:|--:|--:|--:|--:|--:|--:|");
for (const name of flags.reader.split(",")) {
  const reader = READERS.find((each) => each.name === name);
  if (reader === undefined) {
    print(`unknown reader "${name}" (known: ${READERS.map((each) => each.name).join(", ")})`);
    process.exit(2);
  }
  // A maker of inputs that fails keeps no other reader waiting.
  await tell(reader).catch((error: unknown) => {
    print(`${name} was not tried: ${error instanceof Error ? error.stack : error}`);
    process.exitCode = 1;
  });
}

async function tell(reader: FuzzedReader): Promise<void> {
  const start = performance.now();
  const { inputs, read, refused, most, peak, finds } = await trial(reader, seed, from, from + count);
  const wall = (performance.now() - start) / 1000;
  const cells = [
    ...[reader.name, inputs, read, refused, finds.length].map(String),
    `${(most.seconds * 1000).toFixed(0)} ms (input ${most.index})`,
    `${Math.round(peak / 1e6)} MB`,
    `${wall.toFixed(0)} s`,
  ];
  print(`| ${cells.join(" | ")} |`);
  for (const find of finds) keep(reader, find);
  // Of many inputs some are the whole ones: a reader that refuses them all was not tried.
  if (finds.length > 0 || (count >= 1000 && read === 0)) process.exitCode = 1;
}

function keep({ name }: FuzzedReader, { index, fault, whole, least }: Shown): void {
  mkdirSync(flags.out, { recursive: true });
  const path = join(flags.out, `${name}-${seed}-${index}`);
  writeFileSync(path, whole);
  if (least !== undefined) writeFileSync(`${path}.least`, least);
  print(`  ${name}, input ${index} (${whole.length} bytes): ${fault}`);
  print(`    repeat: npm run fuzz -- --reader ${name} --seed ${seed} --from ${index} --count 1`);
  const smaller = least === undefined ? "" : `; ${least.length} bytes do the same: ${path}.least`;
  print(`    input: ${path}${smaller}; keep it in test/fuzz/corpus/${name}/`);
}
