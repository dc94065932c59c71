// The semantic shifts a picture may undergo (paper, section 3 and A.2): names, units, ranges, published learning rates.

export type Range = readonly [low: number, high: number];

/** Named extents of a shift on an inspection line. */
export const SEVERITIES = ["mild", "moderate", "severe"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface ShiftInfo {
  readonly unit: "degrees" | "radians" | "units";
  /** The units an amount may be written in, each to the shift's own unit; a bare number is in its own. */
  readonly writtenUnits: Readonly<Record<string, (written: number) => number>>;
  /** The paper's range; starts are drawn from it. */
  readonly range: Range;
  readonly severities: Readonly<Record<Severity, Range>>;
  /** True where the range is one period of a circle: values are wrapped, never clipped. */
  readonly periodic: boolean;
  /** Adam's published learning rate, in the shift's unit. */
  readonly learningRate: number;
}

const radiansOf = (degrees: number): number => (degrees * Math.PI) / 180;
const degreesOf = (radians: number): number => (radians * 180) / Math.PI;
const asWritten = (amount: number): number => amount;
const symmetric = (amount: number): Range => [-amount, amount];

export const SHIFTS: {
  readonly theta: ShiftInfo;
  readonly hue: ShiftInfo;
  readonly saturation: ShiftInfo;
} = {
  theta: {
    unit: "degrees",
    writtenUnits: { deg: asWritten, rad: degreesOf },
    range: symmetric(90),
    severities: { mild: symmetric(2), moderate: symmetric(10), severe: symmetric(30) },
    periodic: false,
    learningRate: 5,
  },
  hue: {
    unit: "radians",
    writtenUnits: { rad: asWritten, deg: radiansOf },
    range: symmetric(Math.PI),
    severities: {
      mild: symmetric(radiansOf(5)),
      moderate: symmetric(radiansOf(15)),
      severe: symmetric(radiansOf(180)),
    },
    periodic: true,
    learningRate: 0.1,
  },
  saturation: {
    unit: "units",
    writtenUnits: {},
    range: symmetric(0.5),
    severities: { mild: symmetric(0.05), moderate: symmetric(0.15), severe: symmetric(0.5) },
    periodic: false,
    learningRate: 0.1,
  },
};

export type Shift = keyof typeof SHIFTS;
export const SHIFT_NAMES: readonly Shift[] = Object.keys(SHIFTS) as Shift[];

/** A value for every shift: theta in degrees (clockwise), hue in radians, saturation in units. */
export type ShiftPoint = Readonly<Record<Shift, number>>;

/** A closed interval per shift; the paper's unless the user restricts them. */
export type ShiftRanges = Readonly<Record<Shift, Range>>;

export const IDENTITY: ShiftPoint = { theta: 0, hue: 0, saturation: 0 };

export const PAPER_RANGES: ShiftRanges = {
  theta: SHIFTS.theta.range,
  hue: SHIFTS.hue.range,
  saturation: SHIFTS.saturation.range,
};

/** The shifts that are not 0 at a point. */
export function movedShifts(point: ShiftPoint): Shift[] {
  return SHIFT_NAMES.filter((shift) => point[shift] !== 0);
}

/** What becomes of a periodic shift's value beyond one period: brought back by whole turns, or cut at the border. */
export type CircleRule = "wrapped" | "clipped";

/**
 * The values that act: theta and saturation clipped to their ranges, hue wrapped to [-pi, pi) and then clipped; with
 * the rule "clipped" the hue is clipped alone.
 */
export function effectivePoint(
  point: ShiftPoint,
  ranges: ShiftRanges = PAPER_RANGES,
  circle: CircleRule = "wrapped",
): ShiftPoint {
  const effective = { ...point };
  for (const shift of SHIFT_NAMES) {
    const [low, high] = ranges[shift];
    const wraps = SHIFTS[shift].periodic && circle === "wrapped";
    const wholeCircle = wraps && high - low >= 2 * Math.PI - 1e-9;
    const value = wraps ? wrapAngle(point[shift]) : point[shift];
    effective[shift] = wholeCircle ? value : Math.min(high, Math.max(low, value));
  }
  return effective;
}

/** An angle in radians brought to [-pi, pi). */
export function wrapAngle(radians: number): number {
  if (radians >= -Math.PI && radians < Math.PI) return radians;
  const turn = 2 * Math.PI;
  return radians - turn * Math.floor((radians + Math.PI) / turn);
}
