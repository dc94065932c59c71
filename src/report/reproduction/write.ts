import { writeFile } from "node:fs/promises";
import type { Reproduction } from "../../results/reproduction.ts";
export async function writeReproduction(folder: string, r: Reproduction): Promise<{ reportHtml: string }> {
  await writeFile(`${folder}/reproduction.json`, JSON.stringify(r));
  return { reportHtml: "" };
}
export function reproductionText(_: Reproduction): string {
  return "";
}
