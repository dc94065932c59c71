// The semantic shifts a picture may undergo (paper, section 3 and A.2): names, units, ranges, published learning rates.

export interface ShiftInfo {
  readonly unit: "degrees" | "radians" | "units";
  /** The paper's range; starts are drawn from it. */
  readonly range: readonly [number, number];
  /** True where the range is one period of a circle: values are wrapped, never clipped. */
  readonly periodic: boolean;
  /** Adam's published learning rate, in the shift's unit. */
  readonly learningRate: number;
}

export const SHIFTS: {
  readonly theta: ShiftInfo;
  readonly hue: ShiftInfo;
  readonly saturation: ShiftInfo;
} = {
  theta: { unit: "degrees", range: [-90, 90], periodic: false, learningRate: 5 },
  hue: { unit: "radians", range: [-Math.PI, Math.PI], periodic: true, learningRate: 0.1 },
  saturation: { unit: "units", range: [-0.5, 0.5], periodic: false, learningRate: 0.1 },
};

export type Shift = keyof typeof SHIFTS;
export const SHIFT_NAMES: readonly Shift[] = Object.keys(SHIFTS) as Shift[];

/** A value for every shift: theta in degrees (clockwise), hue in radians, saturation in units. */
export type ShiftPoint = Readonly<Record<Shift, number>>;

/** A closed interval per shift; the paper's unless the user restricts them. */
export type ShiftRanges = Readonly<Record<Shift, readonly [number, number]>>;

export const IDENTITY: ShiftPoint = { theta: 0, hue: 0, saturation: 0 };

export const PAPER_RANGES: ShiftRanges = {
  theta: SHIFTS.theta.range,
  hue: SHIFTS.hue.range,
  saturation: SHIFTS.saturation.range,
};

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
