// One reader in a process of its own: tries inputs from one index to another, and keeps beside it, at every input, where it
// is, so that nothing is lost where the process ends.

import { openSync, writeSync } from "node:fs";
import { MEMORY } from "../../test/fuzz/budget.ts";
import { type Tally, tryInputs } from "../../test/fuzz/harness.ts";
import { openInputs } from "../../test/fuzz/inputs.ts";
import { READERS } from "../../test/fuzz/registry.ts";
import { minimised } from "./minimise.ts";

/** What is asked of the process, as its argument. */
export interface Asked {
  readonly reader: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** The file that holds where it is: see readTicks in trial.ts. */
  readonly ticks: string;
}

/** What it sends at the end. */
export interface Answer {
  readonly tally: Tally;
  /** The finds' inputs in their order: as they were, and made smaller where that was quick. */
  readonly inputs: readonly { readonly whole: string; readonly least: string | undefined }[];
}

const asked = JSON.parse(process.argv[2] ?? "null") as Asked;
const reader = READERS.find(({ name }) => name === asked.reader);
if (reader === undefined) throw new Error(`unknown reader ${asked.reader}`);
const ticks = openSync(asked.ticks, "w");
const inputOf = await openInputs(reader, asked.seed);
const { seed, from, to } = asked;
const what = `reader ${reader.name}, seed ${seed}`;
const before = (index: number, { inputs, read, most, peak }: Tally): void => {
  const values = Float64Array.of(index, inputs, read, most.seconds, most.index, peak);
  writeSync(ticks, values, 0, values.byteLength, 0);
};
const tally = await tryInputs(reader, { from, to, inputOf, mostBytes: MEMORY, what, before });
const inputs: { whole: string; least: string | undefined }[] = [];
for (const { index, signature } of tally.finds) {
  const whole = inputOf(index);
  const least = await minimised(reader, whole, signature);
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
  inputs.push({ whole: base64(whole), least: least === undefined ? undefined : base64(least) });
}
const answer: Answer = { tally, inputs };
await new Promise<void>((resolve) => process.send?.(answer, () => resolve()));
process.exit(0);
