// Whether the type checker accepts a mutant: what it rejects never reaches a test, so such mutants are not drawn.

import { dirname, resolve } from "node:path";
import ts from "typescript";
import { type Mutant, mutated } from "./find.ts";

/** A type checker over a project; the answer is true where the mutated file has no error. */
export function openTypeChecker(root: string): (mutant: Mutant) => boolean {
  const path = resolve(root, "tsconfig.json");
  const { config } = ts.readConfigFile(path, ts.sys.readFile) as { readonly config: unknown };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(path));
  let overlaid = { file: "", text: "", version: 0 };
  const textOf = (file: string): string | undefined =>
    file === overlaid.file ? overlaid.text : ts.sys.readFile(file);
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => fileNames.filter((name) => name.startsWith(resolve(root, "src"))),
    getScriptVersion: (file) => (file === overlaid.file ? String(overlaid.version) : "0"),
    getScriptSnapshot: (file) => {
      const text = textOf(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    readFile: textOf,
    fileExists: ts.sys.fileExists,
  });
  return (mutant) => {
    const file = resolve(root, mutant.file);
    const text = mutated(ts.sys.readFile(file) ?? "", mutant);
    overlaid = { file, text, version: overlaid.version + 1 };
    return service.getSyntacticDiagnostics(file).length + service.getSemanticDiagnostics(file).length === 0;
  };
}
