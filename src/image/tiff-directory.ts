// What a TIFF says of itself (TIFF 6.0, BigTIFF): the tags of its first page that say how samples are stored, and how
// many pages there are.

export interface TiffDirectory {
  readonly order: "little" | "big";
  readonly pages: number;
  readonly width: number;
  readonly height: number;
  readonly samplesPerPixel: number;
  /** Samples of a pixel beyond its colours, by their meaning: 1 and 2 are alpha. */
  readonly extraSamples: readonly number[];
  readonly bitsPerSample: number;
  /** 1 unsigned, 2 signed, 3 float, others. */
  readonly sampleFormat: number;
  /** 0 white is zero, 1 black is zero, 2 RGB, others. */
  readonly photometric: number;
  readonly compression: number;
  readonly predictor: number;
  /** True where each sample of a pixel has a plane of its own. */
  readonly planar: boolean;
  /** As EXIF's: 1 to 8. */
  readonly orientation: number;
  /** Tiles, each of full size; else strips, as wide as the picture, the last of which ends with it. */
  readonly tiled: boolean;
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly offsets: TagValues;
  readonly byteCounts: TagValues;
}

/** A tag's whole numbers, read where they stand: a file of a few bytes may claim as many as it has bytes, often. */
export interface TagValues {
  readonly length: number;
  at(index: number): number;
}

const TAGS = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  extraSamples: 338,
  sampleFormat: 339,
};

const KNOWN: ReadonlySet<number> = new Set(Object.values(TAGS));

const NO_VALUES: TagValues = { length: 0, at: () => 0 };

/** Values of a tag that has one for each sample: no more are looked at. */
const SAMPLES_LOOKED_AT = 16;

/** Bytes of the whole-number types of tags. */
const INTEGER_BYTES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8 };

/** More pages than these are not counted: one is too many. */
const PAGES_COUNTED = 1000;

/** The directory of a TIFF; null where bytes are none, or damaged. */
export function tiffDirectory(bytes: Uint8Array): TiffDirectory | null {
  const order = bytes[0] === 0x49 && bytes[1] === 0x49 ? "little" : "big";
  if (order === "big" && !(bytes[0] === 0x4d && bytes[1] === 0x4d)) return null;
  try {
    return directoryOf(bytes, order);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** How a file writes its numbers. */
interface Layout {
  readonly view: DataView;
  readonly little: boolean;
  /** BigTIFF. */
  readonly big: boolean;
}

function directoryOf(bytes: Uint8Array, order: "little" | "big"): TiffDirectory | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = order === "little";
  const version = view.getUint16(2, little);
  if (version !== 42 && version !== 43) return null;
  const layout = { view, little, big: version === 43 };
  const first = layout.big ? wordAt(view, 8, little) : view.getUint32(4, little);
  const tags = tagsOf(layout, first);
  const all = (tag: number): TagValues => tags.get(tag) ?? NO_VALUES;
  const one = (tag: number, otherwise: number): number => (all(tag).length > 0 ? all(tag).at(0) : otherwise);
  const some = (tag: number): number[] =>
    Array.from({ length: Math.min(all(tag).length, SAMPLES_LOOKED_AT) }, (_, index) => all(tag).at(index));
  const [width, height] = [one(TAGS.width, 0), one(TAGS.height, 0)];
  const isTiled = all(TAGS.tileOffsets).length > 0;
  const bits = some(TAGS.bitsPerSample);
  return {
    ...{ order, pages: pagesFrom(layout, first), width, height, extraSamples: some(TAGS.extraSamples) },
    samplesPerPixel: one(TAGS.samplesPerPixel, 1),
    bitsPerSample: bits.every((each) => each === bits[0]) ? (bits[0] ?? 1) : 0,
    sampleFormat: one(TAGS.sampleFormat, 1),
    photometric: one(TAGS.photometric, 1),
    compression: one(TAGS.compression, 1),
    predictor: one(TAGS.predictor, 1),
    planar: one(TAGS.planarConfiguration, 1) === 2,
    orientation: one(TAGS.orientation, 1),
    tiled: isTiled,
    blockWidth: isTiled ? one(TAGS.tileWidth, 0) : width,
    blockHeight: isTiled ? one(TAGS.tileHeight, 0) : Math.min(one(TAGS.rowsPerStrip, height), height),
    offsets: all(isTiled ? TAGS.tileOffsets : TAGS.stripOffsets),
    byteCounts: all(isTiled ? TAGS.tileByteCounts : TAGS.stripByteCounts),
  };
}

/** Pages from the first on, which may lead back to each other. */
function pagesFrom({ view, little, big }: Layout, first: number): number {
  const nextOf = (at: number): number => {
    const count = big ? wordAt(view, at, little) : view.getUint16(at, little);
    return offsetAt(view, at + (big ? 8 + 20 * count : 2 + 12 * count), little, big);
  };
  let pages = 1;
  for (let next = nextOf(first); next !== 0 && pages < PAGES_COUNTED; pages++) next = nextOf(next);
  return pages;
}

/** The tags of a page that are used here. */
function tagsOf({ view, little, big }: Layout, at: number): ReadonlyMap<number, TagValues> {
  const count = big ? wordAt(view, at, little) : view.getUint16(at, little);
  const [entryBytes, valueBytes] = big ? [20, 8] : [12, 4];
  const entries = at + (big ? 8 : 2);
  const tags = new Map<number, TagValues>();
  for (let entry = entries; entry < entries + count * entryBytes; entry += entryBytes) {
    const tag = view.getUint16(entry, little);
    const size = INTEGER_BYTES[view.getUint16(entry + 2, little)];
    if (size === undefined || !KNOWN.has(tag)) continue;
    const length = big ? wordAt(view, entry + 4, little) : view.getUint32(entry + 4, little);
    const inPlace = entry + 4 + valueBytes;
    const from = length * size <= valueBytes ? inPlace : offsetAt(view, inPlace, little, big);
    if (from + length * size > view.byteLength) throw new RangeError("values beyond the end of the file");
    tags.set(tag, { length, at: (index) => integerAt(view, from + index * size, size, little) });
  }
  return tags;
}

function offsetAt(view: DataView, at: number, little: boolean, big: boolean): number {
  return big ? wordAt(view, at, little) : view.getUint32(at, little);
}

function integerAt(view: DataView, at: number, size: number, little: boolean): number {
  if (size === 1) return view.getUint8(at);
  if (size === 2) return view.getUint16(at, little);
  return size === 4 ? view.getUint32(at, little) : wordAt(view, at, little);
}

function wordAt(view: DataView, at: number, little: boolean): number {
  return Number(view.getBigUint64(at, little));
}
