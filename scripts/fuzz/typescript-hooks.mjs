// Module hooks of typescript.mjs: they run in a thread of their own.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const CACHE = new URL("../../.cache/fuzz/modules/", import.meta.url);
mkdirSync(CACHE, { recursive: true });
let compiler;

/** A module's source: .ts files as JavaScript with a source map, others as ever. */
export async function load(url, context, next) {
  if (!url.endsWith(".ts")) return next(url, context);
  const source = readFileSync(new URL(url), "utf8");
  const kept = new URL(`${createHash("sha256").update(url).update(source).digest("hex")}.js`, CACHE);
  try {
    return { format: "module", source: readFileSync(kept, "utf8"), shortCircuit: true };
  } catch {
    // Not met before.
  }
  compiler ??= (await import("typescript")).default;
  const { ModuleKind, ScriptTarget } = compiler;
  const { outputText } = compiler.transpileModule(source, {
    fileName: fileURLToPath(url),
    compilerOptions: {
      ...{ module: ModuleKind.ESNext, target: ScriptTarget.ES2023, inlineSourceMap: true },
      verbatimModuleSyntax: true,
    },
  });
  const part = new URL(`${kept.href}.${process.pid}.part`);
  writeFileSync(part, outputText);
  renameSync(part, kept);
  return { format: "module", source: outputText, shortCircuit: true };
}
