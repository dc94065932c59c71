// Pictures, masks and maps from files, and PNG to them: what other folders use.

export { encodeGreyPng, encodeMaskPng, encodePng } from "./encode.ts";
export { decodeMap, type ScoreMap } from "./map.ts";
export { decodeMask, decodeMaskOf, type MaskDoubt, readMask, readMaskOf, readMasksOf } from "./mask.ts";
export { decodeImage, decodeImageBytes, highestOf16Bits, pictureSize } from "./picture.ts";
