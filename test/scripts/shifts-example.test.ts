// The shift that docs/contributing.md adds as an example: the file as it stands there compiles, and acts as soon as it is
// registered.

import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it, onTestFinished } from "vitest";
import { present } from "../../src/core/errors.ts";
import { SEVERITIES } from "../../src/core/shift.ts";
import { parsePoint } from "../../src/core/shift-grammar.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import type { ShiftDefinition } from "../../src/shift/define.ts";
import { SHIFTS, shiftFacts } from "../../src/shift/registry.ts";
import { imageTransformer } from "../../src/shift/transformer.ts";
import { scratchFolder } from "../support/scratch.ts";
import { drawnPicture, rmsDistance, shifted } from "../support/shifted.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

interface Example {
  /** Where the page puts it. */
  readonly path: string;
  readonly code: string;
}

async function exampleOf(page: string): Promise<Example> {
  const text = await readFile(page, "utf8");
  const [, path, code] = /The whole file, `([^`]+)`:\n\n```ts\n(.*?)```/s.exec(text) ?? [];
  return { path: join(ROOT, present(path, "path")), code: present(code, "code") };
}

/** What the type checker says of a file that is not there, as if it were. */
function typeErrors({ path, code }: Example): string[] {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile: read } = host;
  host.fileExists = (name) => name === path || fileExists(name);
  host.readFile = (name) => (name === path ? code : read(name));
  const program = ts.createProgram([path], options, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(path))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

/** The shift that it exports, run with this tree's sources. */
async function imported({ path, code }: Example): Promise<ShiftDefinition> {
  const file = join(await scratchFolder(), "example.ts");
  await writeFile(
    file,
    code.replace(/from "(\.[^"]+)"/g, (_, to: string) => `from "${join(dirname(path), to)}"`),
  );
  const [shift] = Object.values((await import(file)) as Readonly<Record<string, ShiftDefinition>>);
  return present(shift, "shift");
}

it("the example of docs/contributing.md is a shift: it compiles, is written as others are, and acts", async () => {
  const example = await exampleOf(join(ROOT, "docs/contributing.md"));
  expect(typeErrors(example)).toEqual([]);
  const shift = await imported(example);
  onTestFinished(SHIFTS.register(shift));

  const engine = await openNodeEngine({ device: "cpu", threads: 1 });
  onTestFinished(() => engine.close());
  const transform = imageTransformer(engine);
  const picture = drawnPicture(11, 16);
  const point = parsePoint([`${shift.name}=10%`], "--at", shiftFacts());
  expect(point).toEqual({ [shift.name]: 0.1 });
  const { data } = await transform(picture, point);
  const [still, ...severe] = await shifted(shift, picture, [
    0,
    ...SEVERITIES.map((severity) => shift.severities[severity][1]),
  ]);
  expect(still, "bit for bit at 0").toEqual(picture.data);
  expect(data).toEqual(severe[1]);
  const distances = [0, ...severe.map((each) => rmsDistance(each, picture.data))];
  expect(distances).toEqual(distances.toSorted((left, right) => left - right));
  expect(new Set(distances).size).toBe(4);
});
