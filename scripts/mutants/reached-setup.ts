// Loaded before a test file whose sources mark their blocks: keeps the marks, and writes them when the file has run.

import { writeFileSync } from "node:fs";
import { afterAll } from "vitest";

const reached = new Uint8Array(Number(process.env["MUTANTS_BLOCKS"]));
Object.assign(globalThis, { reached });
afterAll(() => writeFileSync(process.env["MUTANTS_REACHED"] ?? "", reached));
