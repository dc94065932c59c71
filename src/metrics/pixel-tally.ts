// Exact counts per distinct score of any number of pixels, without sorting or keeping them: a first pass marks the
// anomalous scores in a paged bitmap over all float32 values, a second one looks each pixel's rank up by counting bits.
// Memory grows with the distinct anomalous scores, never with the number of maps.

import type { Components } from "../core/components.ts";
import { invariant } from "../core/errors.ts";
import { IGNORED } from "../core/image.ts";
import type { RegionCurve } from "./curve.ts";
import { bitsOf, keyToBits, orderedKey } from "./float-order.ts";

// A key's upper 18 bits choose the page, the lower 14 the bit within it.
const PAGE_BITS = 14;
const PAGE_WORDS = 1 << (PAGE_BITS - 5);
const PAGES = 1 << (32 - PAGE_BITS);
/** Keys are signed; pages are numbered from 0. */
const PAGE_OFFSET = PAGES / 2;

export interface PixelTally {
  /** First pass, once per map, before any `count`: notes the anomalous scores. Returns the number of anomalous pixels. */
  mark(map: Float32Array, mask: Uint8Array): number;
  /** Second pass over the same maps; `regions` of the mask, or null where it has no anomalous pixel. */
  count(map: Float32Array, mask: Uint8Array, regions: Components | null): void;
  /** The counts so far. */
  curve(): RegionCurve;
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
    count: (map, mask, regions) => {
      frozen ??= freeze();
      positiveCount += countPixels(frozen.ranks, frozen.counts, bitsOf(map), mask, regions);
      regionCount += regions?.count ?? 0;
    },
    curve: () => {
      frozen ??= freeze();
      invariant(marked === positiveCount, `${marked} anomalous pixels were marked, ${positiveCount} counted`);
      const negativeCount = frozen.counts.negatives.reduce((sum, count) => sum + count, 0);
      return { ...frozen.counts, positiveCount, negativeCount, regionCount };
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
  };
}

function countPixels(
  { pageOf, words, ranksBeforePage, ranksBeforeWord }: Ranks,
  { positives, negatives, overlap }: Counts,
  bits: Int32Array,
  mask: Uint8Array,
  regions: Components | null,
): number {
  const labels = regions?.labels ?? new Int32Array(0);
  const shares = Float64Array.from(regions?.sizes ?? [], (size) => 1 / size);
  let anomalous = 0;
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
    if (mask[pixel] === 0) {
      const slot = (rank << 1) | tied;
      negatives[slot] = (negatives[slot] as number) + 1;
    } else if (mask[pixel] !== IGNORED) {
      anomalous++;
      positives[rank] = (positives[rank] as number) + 1;
      overlap[rank] = (overlap[rank] as number) + (shares[labels[pixel] as number] as number);
    }
  }
  return anomalous;
}

/** Number of set bits of a 32-bit word. */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
