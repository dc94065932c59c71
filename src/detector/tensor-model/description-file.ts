// The YAML beside a model file that describes it. Node only.

import { readFile, stat } from "node:fs/promises";
import { InputError, unreadableFile } from "../../core/errors.ts";
import { type Description, MOST_BYTES } from "./description.ts";

export interface DescriptionFile {
  readonly path: string;
  readonly description: Description;
}

/**
 * The description that FILE.yaml or FILE.yml gives of FILE.onnx; null where there is neither. InputError where it is no
 * description, or where there are both.
 */
export async function descriptionBeside(model: string): Promise<DescriptionFile | null> {
  const base = model.replace(/\.[^./\\]*$/, "");
  const paths = await Promise.all(
    [`${base}.yaml`, `${base}.yml`].map(async (path) => ((await isThere(path)) ? path : "")),
  );
  const [path, another] = paths.filter((each) => each !== "");
  if (path === undefined) return null;
  if (another !== undefined)
    throw new InputError(`invalid descriptions ${path} and ${another}: keep one of them`);
  // The parser is loaded where there is something to parse: most commands start without.
  const { descriptionFromYaml } = await import("./yaml.ts");
  return { path, description: descriptionFromYaml(await textOf(path), path) };
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
      throw unreadableFile(path, error);
    },
  );
}

async function textOf(path: string): Promise<string> {
  const file = await stat(path);
  // Before it is read: a pipe would never end.
  if (!file.isFile() || file.size > MOST_BYTES)
    throw new InputError(`invalid description ${path}: expected a file of at most ${MOST_BYTES / 1024} kB`);
  return readFile(path, "utf8").catch((error: unknown) => {
    throw unreadableFile(path, error);
  });
}
