// What is to be said of an ONNX file wherever its results stand: a sentence each.

import type { PictureSize } from "../../core/image.ts";
import type { OnnxModel } from "./model.ts";

/** What neither the user nor the reader of a result can see by themselves. */
export function notesOn(opened: OnnxModel): readonly string[] {
  const { settled, probed, decision, clip } = opened;
  const share = unseenShareOf(opened);
  return [
    ...settled.notes,
    ...(clip === null
      ? []
      : [
          `${settled.outputs.map === null ? "Its score is" : "Its map and score are"} read before its own clip to [${clip.join(", ")}], which tells nothing apart beyond.`,
        ]),
    ...(decision.kind === "meaningless"
      ? [
          `Its label is left out: without normalisation it compares raw values with ${rounded(decision.above)}, which means nothing.`,
        ]
      : []),
    ...(share === 0 ? [] : [`It never looks at ${percent(share)} of a picture: ${bordersInWords(opened)}.`]),
    ...(probed.batches === false
      ? ["It is asked for one picture at a time: several at once give other values than each alone."]
      : []),
    ...(probed.repeats
      ? []
      : ["It does not repeat itself bit for bit, so whether it crops was not looked for."]),
  ];
}

/** Share of the picture that it never looks at. */
export function unseenShareOf({ placement, crop, fed }: OnnxModel): number {
  if (placement !== null) return placement.unseenShare;
  const { size } = fed;
  if (size === null) return 0;
  const seen = (size.width - crop.left - crop.right) * (size.height - crop.top - crop.bottom);
  return 1 - seen / (size.width * size.height);
}

/** "8 px at the left, …, of 80×80" */
export function bordersInWords({ crop, fed }: OnnxModel): string {
  const { left, right, top, bottom } = crop;
  const size = fed.size ?? fed.within;
  const of = size === null ? "" : ` of ${sizeInWords(size)}`;
  return `${left} px at the left, ${right} at the right, ${top} at the top, ${bottom} at the bottom${of}`;
}

export function sizeInWords({ width, height }: PictureSize): string {
  return `${width}×${height} px`;
}

export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))}%`;
}

/** As people write it: thresholds are float32. */
export function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
