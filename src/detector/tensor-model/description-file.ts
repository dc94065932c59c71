// The YAML beside a model file that describes it. Node only.

import { InvariantError } from "../../core/errors.ts";
import type { Description } from "./description.ts";

/** The description that FILE.yaml or FILE.yml gives of FILE.onnx, by its path; null where there is neither. InputError. */
export async function descriptionBeside(
  _model: string,
): Promise<{ readonly path: string; readonly description: Description } | null> {
  throw new InvariantError("descriptionBeside is being written");
}
