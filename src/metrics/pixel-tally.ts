// Exact counts per distinct score of any number of pixels, without sorting or keeping them: a first pass marks the
// anomalous scores in a paged bitmap over all float32 values, a second one looks each pixel's rank up by counting bits.
// Memory grows with the distinct anomalous scores, never with the number of maps.

import type { Components } from "../core/components.ts";
import { invariant } from "../core/errors.ts";
import { IGNORED } from "../core/image.ts";
import type { RegionCurve } from "./curve.ts";
import { bitsOf, keyToBits, orderedKey } from "./float-order.ts";
import { goodSums, type SharedCurve } from "./shared-curve.ts";

// A key's upper 18 bits choose the page, the lower 14 the bit within it.
const PAGE_BITS = 14;
const PAGE_WORDS = 1 << (PAGE_BITS - 5);
const PAGES = 1 << (32 - PAGE_BITS);
/** Keys are signed; pages are numbered from 0. */
const PAGE_OFFSET = PAGES / 2;

export interface PixelTally {
  /** First pass, once per map, before any `count`: notes the anomalous scores. Returns the number of anomalous pixels. */
  mark(map: Float32Array, mask: Uint8Array): number;
  /**
   * Second pass over the same maps; `regions` of the mask, or null where it has no anomalous pixel. `isGood` where the
   * picture has no defect at all, so that its pixels make up the shared false-positive rate.
   */
  count(map: Float32Array, mask: Uint8Array, regions: Components | null, isGood: boolean): void;
  /** The counts so far. */
  curve(): RegionCurve;
  /** The same pixels, picture by picture. */
  shared(): SharedCurve;
}

/** Pages of marks; page -1 has none. `words` holds PAGE_WORDS per page. */
interface Marks {
  pageOf: Int32Array;
  words: Int32Array;
  pages: number;
}

/** Marks made searchable by rank: the number of marks before a page and before a word. */
interface Ranks extends Marks {
  ranksBeforePage: Int32Array;
  ranksBeforeWord: Int32Array;
  distinct: number;
}

interface Counts {
  readonly thresholds: Float32Array;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  readonly overlap: Float64Array;
  readonly recall: Float64Array;
  readonly shares: Float64Array;
}

/** An empty tally. Maps must be finite; masks 0 = normal, IGNORED = counts nowhere, else anomalous. */
export function pixelTally(): PixelTally {
  const marks: Marks = {
    pageOf: new Int32Array(PAGES).fill(-1),
    words: new Int32Array(16 * PAGE_WORDS),
    pages: 0,
  };
  let frozen: { readonly ranks: Ranks; readonly counts: Counts } | undefined;
  let marked = 0;
  let positiveCount = 0;
  let regionCount = 0;
  let anomalousPictures = 0;
  const good = goodSums();
  const freeze = (): { readonly ranks: Ranks; readonly counts: Counts } => {
    const ranks = rankMarks(marks);
    return { ranks, counts: emptyCounts(ranks) };
  };
  return {
    mark: (map, mask) => {
      invariant(frozen === undefined, "a map was marked after counting had begun");
      const anomalous = markAnomalous(marks, bitsOf(map), mask);
      marked += anomalous;
      return anomalous;
    },
    count: (map, mask, regions, isGood) => {
      frozen ??= freeze();
      const slots = slotsOf(frozen.ranks, bitsOf(map));
      if (regions === null) countNormal(frozen.counts, slots, mask, isGood ? good.add(map, mask) : 0);
      else {
        positiveCount += countDefective(frozen.counts, slots, mask, regions);
        regionCount += regions.count;
        anomalousPictures++;
      }
    },
    curve: () => {
      frozen ??= freeze();
      invariant(marked === positiveCount, `${marked} anomalous pixels were marked, ${positiveCount} counted`);
      const { thresholds, positives, negatives, overlap } = frozen.counts;
      const negativeCount = negatives.reduce((sum, count) => sum + count, 0);
      return { thresholds, positives, negatives, overlap, positiveCount, negativeCount, regionCount };
    },
    shared: () => {
      frozen ??= freeze();
      const { recall, shares } = frozen.counts;
      return { recall, shares, anomalousPictures, ...good.sums() };
    },
  };
}

function markAnomalous(marks: Marks, bits: Int32Array, mask: Uint8Array): number {
  const { pageOf } = marks;
  let words = marks.words;
  let anomalous = 0;
  for (let pixel = 0; pixel < bits.length; pixel++) {
    const label = mask[pixel];
    if (label === 0 || label === IGNORED) continue;
    anomalous++;
    const key = orderedKey(bits[pixel] as number);
    const pageIndex = (key >> PAGE_BITS) + PAGE_OFFSET;
    let page = pageOf[pageIndex] as number;
    if (page < 0) {
      page = addPage(marks, pageIndex);
      words = marks.words;
    }
    const word = page * PAGE_WORDS + ((key >> 5) & (PAGE_WORDS - 1));
    words[word] = (words[word] as number) | (1 << (key & 31));
  }
  return anomalous;
}

function addPage(marks: Marks, pageIndex: number): number {
  const page = marks.pages++;
  marks.pageOf[pageIndex] = page;
  if (marks.pages * PAGE_WORDS > marks.words.length) {
    const larger = new Int32Array(2 * marks.words.length);
    larger.set(marks.words);
    marks.words = larger;
  }
  return page;
}

function rankMarks(marks: Marks): Ranks {
  const ranksBeforePage = new Int32Array(PAGES);
  const ranksBeforeWord = new Int32Array(marks.pages * PAGE_WORDS);
  let distinct = 0;
  for (let pageIndex = 0; pageIndex < PAGES; pageIndex++) {
    ranksBeforePage[pageIndex] = distinct;
    const page = marks.pageOf[pageIndex] as number;
    if (page < 0) continue;
    for (let word = page * PAGE_WORDS; word < (page + 1) * PAGE_WORDS; word++) {
      ranksBeforeWord[word] = distinct;
      distinct += bitCount(marks.words[word] as number);
    }
  }
  return { ...marks, ranksBeforePage, ranksBeforeWord, distinct };
}

function emptyCounts(ranks: Ranks): Counts {
  const { pageOf, words, distinct } = ranks;
  const thresholds = new Float32Array(distinct);
  const thresholdBits = bitsOf(thresholds);
  let rank = 0;
  for (let pageIndex = 0; pageIndex < PAGES; pageIndex++) {
    const page = pageOf[pageIndex] as number;
    if (page < 0) continue;
    for (let word = 0; word < PAGE_WORDS; word++) {
      // Takes the lowest mark off until none is left.
      for (let left = words[page * PAGE_WORDS + word] as number; left !== 0; left &= left - 1) {
        const bit = 31 - Math.clz32(left & -left);
        const key = ((pageIndex - PAGE_OFFSET) << PAGE_BITS) + (word << 5) + bit;
        thresholdBits[rank++] = keyToBits(key);
      }
    }
  }
  return {
    thresholds,
    positives: new Float64Array(distinct),
    negatives: new Float64Array(2 * distinct + 1),
    overlap: new Float64Array(distinct),
    recall: new Float64Array(distinct),
    shares: new Float64Array(2 * distinct + 1),
  };
}

/** Counts the anomalous pixels, each of a region, and the normal ones beside them; how many are anomalous. */
function countDefective(
  { positives, negatives, overlap, recall }: Counts,
  slots: Int32Array,
  mask: Uint8Array,
  { labels, sizes }: Components,
): number {
  const shares = Float64Array.from(sizes, (size) => 1 / size);
  const share = 1 / sizes.reduce((sum, size) => sum + size, 0);
  let anomalous = 0;
  for (let pixel = 0; pixel < mask.length; pixel++) {
    const truth = mask[pixel];
    const slot = slots[pixel] as number;
    if (truth === 0) negatives[slot] = (negatives[slot] as number) + 1;
    else if (truth !== IGNORED) {
      const rank = slot >>> 1;
      anomalous++;
      positives[rank] = (positives[rank] as number) + 1;
      overlap[rank] = (overlap[rank] as number) + (shares[labels[pixel] as number] as number);
      recall[rank] = (recall[rank] as number) + share;
    }
  }
  return anomalous;
}

/** Counts the pixels of a mask without an anomalous one; `share` is each one's in the shared rate, 0 where there is none. */
function countNormal(
  { negatives, shares }: Counts,
  slots: Int32Array,
  mask: Uint8Array,
  share: number,
): void {
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] === IGNORED) continue;
    const slot = slots[pixel] as number;
    negatives[slot] = (negatives[slot] as number) + 1;
    shares[slot] = (shares[slot] as number) + share;
  }
}

/** Per pixel, 2k + 1 for a score that equals the k-th mark, 2k for one between the (k − 1)-th and the k-th. */
function slotsOf({ pageOf, words, ranksBeforePage, ranksBeforeWord }: Ranks, bits: Int32Array): Int32Array {
  const slots = new Int32Array(bits.length);
  for (let pixel = 0; pixel < bits.length; pixel++) {
    const key = orderedKey(bits[pixel] as number);
    const pageIndex = (key >> PAGE_BITS) + PAGE_OFFSET;
    const page = pageOf[pageIndex] as number;
    let rank = ranksBeforePage[pageIndex] as number;
    let tied = 0;
    if (page >= 0) {
      const word = page * PAGE_WORDS + ((key >> 5) & (PAGE_WORDS - 1));
      const marks = words[word] as number;
      rank = ((ranksBeforeWord[word] as number) + bitCount(marks & ((1 << (key & 31)) - 1))) | 0;
      tied = (marks >>> (key & 31)) & 1;
    }
    slots[pixel] = (rank << 1) | tied;
  }
  return slots;
}

/** Number of set bits of a 32-bit word. */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
