// The detector that knows nothing: its map is 1 everywhere, of every picture.

import { tensor } from "../../core/tensor.ts";
import { constant as constantValue } from "../../graph/value.ts";
import type { Control } from "./control.ts";

/** What its map shows under a shift is drawn by the way back alone. */
export const constant: Control = {
  name: "constant",
  summary: "1 everywhere: what its map shows is the transform's doing",
  graph: (pictures) => {
    const [points = 1, , height = 1, width = 1] = pictures.shape;
    const ones = (shape: readonly number[], length: number) =>
      constantValue(tensor(shape, new Float32Array(length).fill(1)));
    return {
      map: ones([points, 1, height, width], points * height * width),
      imageScore: ones([points], points),
    };
  },
};
