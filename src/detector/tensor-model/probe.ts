// Pictures that a model is asked about before anything else, and what its answers say about a wrong description.

import { InvariantError } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import type { Tensor } from "../../core/tensor.ts";
import type { Answer } from "./answers.ts";

/** Two fixed pictures [2, 3, H, W] that differ clearly: the second has a spot. The same on every machine. */
export function probePictures(_size: PictureSize): Tensor {
  throw new InvariantError("probePictures is being written");
}

/** Sentences for people, none where nothing looks wrong: why the answers to different pictures look like those of a wrong description. */
export function plausibility(_answers: readonly Answer[]): string[] {
  throw new InvariantError("plausibility is being written");
}
