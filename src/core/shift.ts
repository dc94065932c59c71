// What is known of a shift apart from how it acts on pictures: its name, unit, range and how it is searched. Plain data,
// so that a run folder holds the facts of its own shifts and a page needs no pipeline to show them.

export type Range = readonly [low: number, high: number];

/** Named extents of a shift on an inspection line. */
export const SEVERITIES = ["mild", "moderate", "severe"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How an amount written in another unit becomes one in the shift's own: written · scale / per + offset. */
export interface WrittenUnit {
  readonly scale: number;
  readonly per?: number;
  readonly offset?: number;
  /** True where the written number divides: scale / (written · per) + offset, as kelvin become mired. */
  readonly reciprocal?: true;
  /** True where the unit stands before the number: "q75". */
  readonly before?: true;
}

/** How an amount is printed: amount · scale + offset, or where it divides scale / (amount + offset), as mired in kelvin. */
export interface ShownUnit {
  readonly scale: number;
  readonly offset?: number;
  readonly reciprocal?: true;
  /** Printed before the number: "q". */
  readonly before?: string;
  /** Printed behind the number. */
  readonly sign: string;
  readonly decimals: number;
}

/** What search knows of a shift; amounts are in its unit. */
export interface SearchHints {
  /** The amount over which a detector's answers change; a circle's whole turn. */
  readonly length: number;
  /** The first edge of a simplex. */
  readonly edge: number;
  /** Adam's; shifts without one are not for gradient strategies that need published rates. */
  readonly learningRate?: number;
  /**
   * Place in the paper's common stream of random numbers (0, 1, 2); without one the shift draws from a stream of its
   * own, so that adding a shift changes no other's numbers.
   */
  readonly drawnTogether?: number;
  /** Where worst cases of trained detectors lie more often than elsewhere; nothing by default. */
  readonly favoured?: FavouredPlaces;
}

export interface FavouredPlaces {
  /** Shares of the starts on the lower and on the upper face of the range. */
  readonly low: number;
  readonly high: number;
  /** Share of the starts nearer to 0 than `near`. */
  readonly still: number;
  readonly near: number;
  /** Where the edges lie that the first starts are on: next to 0, at the ends, or spread around a circle. */
  readonly edges: readonly ("still" | "low" | "high" | "around")[];
  /** Amounts that are valleys narrower than any step: a picture keeps its sharpness where its pixels fall on pixels. */
  readonly sharp?: readonly number[];
}

export interface ShiftFacts {
  /** As it is named everywhere: kebab-case. */
  readonly name: string;
  /** "θ" */
  readonly symbol: string;
  /** "rotation" */
  readonly title: string;
  /** What it does to a part, as "turned", "hue shifted". */
  readonly effect: string;
  /** In names of columns and JSON: "degrees"; "" for a plain number. */
  readonly unit: string;
  /** Printed behind a number: "°", " rad", "". */
  readonly sign: string;
  /** Which way a positive amount goes, where that is not plain: "clockwise". */
  readonly positive?: string;
  /** Decimals that are printed. */
  readonly decimals: number;
  /** How amounts are printed where another unit than its own is more usual: hue in degrees, a lamp in kelvin. */
  readonly shownIn?: ShownUnit;
  /** Units that an amount may be written in, behind the number; a bare number is in the shift's own. */
  readonly writtenUnits: Readonly<Record<string, WrittenUnit>>;
  /** The largest range; contains 0. */
  readonly range: Range;
  readonly severities: Readonly<Record<Severity, Range>>;
  /** The cause on the shop floor, a sentence. */
  readonly cause: string;
  /** True where the range is one period of a circle: values are wrapped, never clipped. */
  readonly periodic: boolean;
  /** Where the shift takes amounts from a finite list alone. */
  readonly values?: "integers" | readonly number[];
  /** Where nothing changes between steps of the amount: no derivative by it, so no search by gradients. */
  readonly derivative?: "none";
  /** Where an amount is a length: camera pixels = amount · share · that side of the picture. */
  readonly length?: { readonly side: "width" | "height"; readonly share: number };
  /** True where it draws random numbers for each picture: its experiments depend on the study's seed. */
  readonly seeded?: true;
  readonly stage: "pose" | "light" | "optics" | "sensor";
  /** The part's own, or one for all pictures of a station. */
  readonly scope: "part" | "station";
  /** Of a shift of the user's own that is a file: its base name, and its SHA-256, on which results depend. */
  readonly file?: string;
  readonly digest?: string;
  /** True where it says nothing on grey pictures. */
  readonly needsColour: boolean;
  readonly search: SearchHints;
}

/** The shifts of an experiment with their amounts, zeros included; no shift that is not in the experiment. */
export type ShiftPoint = Readonly<Record<string, number>>;

/** A closed interval for every shift of an experiment, in canonical order. */
export type ShiftRanges = Readonly<Record<string, Range>>;

/** A shift of an experiment and how far it may go. */
export interface BoxedShift {
  readonly facts: ShiftFacts;
  readonly range: Range;
}

/** The shifts of an experiment in canonical order. */
export type ShiftBox = readonly BoxedShift[];

/** The unshifted picture: no shift acts. */
export const UNSHIFTED: ShiftPoint = {};

/** The ranges of a box by name. */
export function rangesOf(box: ShiftBox): ShiftRanges {
  return Object.fromEntries(box.map(({ facts, range }) => [facts.name, range]));
}

/** The box of some shifts over their full ranges. */
export function fullBox(shifts: readonly ShiftFacts[]): ShiftBox {
  return shifts.map((facts) => ({ facts, range: facts.range }));
}

/** A point that names these shifts, all at 0. */
export function zerosOf(names: readonly string[]): ShiftPoint {
  return Object.fromEntries(names.map((name) => [name, 0]));
}

/** What becomes of a periodic shift's value beyond one period: brought back by whole turns, or cut at the border. */
export type CircleRule = "wrapped" | "clipped";

/** True where a range is a whole circle: its ends are the same place. */
export function isWholeCircle({ facts, range }: BoxedShift): boolean {
  const [least, most] = facts.range;
  return facts.periodic && range[1] - range[0] >= most - least - 1e-9;
}

/**
 * The amounts that act: clipped to their ranges; of a circle wrapped to one period first, unless the rule is "clipped";
 * of a shift of listed amounts the nearest of these.
 * Names that the box does not hold are left as they are.
 */
export function effectivePoint(point: ShiftPoint, box: ShiftBox, circle: CircleRule = "wrapped"): ShiftPoint {
  const acting = { ...point };
  for (const boxed of box) {
    const raw = point[boxed.facts.name];
    if (raw === undefined) continue;
    const wraps = boxed.facts.periodic && circle === "wrapped";
    const value = wraps ? wrapped(raw, boxed.facts.range) : raw;
    const [low, high] = boxed.range;
    const inside = wraps && isWholeCircle(boxed) ? value : Math.min(high, Math.max(low, value));
    acting[boxed.facts.name] = takenAmount(boxed, inside);
  }
  return acting;
}

/** The nearest amount that a shift of listed amounts takes within its range, halves up; any other's amount is its own. */
export function takenAmount({ facts: { values }, range: [low, high] }: BoxedShift, amount: number): number {
  if (values === undefined) return amount;
  if (values === "integers")
    return Math.min(Math.floor(high), Math.max(Math.ceil(low), Math.floor(amount + 0.5)));
  const distance = (value: number): number => Math.abs(value - amount);
  return values
    .filter((value) => value >= low && value <= high)
    .reduce((nearest, value) => (distance(value) < distance(nearest) ? value : nearest), 0);
}

/** A box whose every side goes so far of what it did; 1 leaves it as it is. */
export function scaledBox(box: ShiftBox, factor: number): ShiftBox {
  if (factor === 1) return box;
  return box.map(({ facts, range: [low, high] }) => ({ facts, range: [low * factor, high * factor] }));
}

/** All amounts that a shift can take in its range; null where they are not a finite list. */
export function listedAmounts({
  facts: { values },
  range: [low, high],
}: BoxedShift): readonly number[] | null {
  if (low === high) return [low];
  if (values === undefined) return null;
  if (values !== "integers") return values.filter((value) => value >= low && value <= high);
  const first = Math.ceil(low);
  return Array.from({ length: Math.max(0, Math.floor(high) - first + 1) }, (_, index) => first + index);
}

/** A value brought to [low, high) by whole periods. */
export function wrapped(value: number, [low, high]: Range): number {
  if (value >= low && value < high) return value;
  const period = high - low;
  return value - period * Math.floor((value - low) / period);
}
