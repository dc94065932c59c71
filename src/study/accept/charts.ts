// How failures grow as everything shifts further: the worst found within the asked box scaled by each factor, with the
// limit.

import { SIDES, type Side } from "../../core/acceptance.ts";
import type { Chart, CurvePoint } from "../../results/chart.ts";
import { countsInCommon, countsPerPicture } from "../tolerance/growing.ts";
import type { JudgedObject } from "./object.ts";

const TITLES: Readonly<Record<Side, string>> = { escapes: "escapes", falseRejects: "false rejects" };

/** A curve for each side that has parts; with exact two-sided 95% intervals of what is judged. */
export function growthCharts({ acceptance, found, limits, factors }: JudgedObject): Chart[] {
  return SIDES.filter((side) => acceptance.atRest[side].n > 0).map((side): Chart => {
    const common = factors.map((x) => {
      const { k, n, low, high } = countsInCommon(found, x)[side];
      return { x, y: k / n, ...(low === null || high === null ? {} : { low, high }) };
    });
    const each = factors.map((x) => {
      const { k, n } = countsPerPicture(found, x)[side];
      return { x, y: k / n };
    });
    const limit = limits[side];
    const allowed: CurvePoint[] = limit === null ? [] : factors.map((x) => ({ x, y: limit }));
    return {
      kind: "curve",
      title: `${acceptance.object}: ${TITLES[side]}, worst found as everything shifts further`,
      x: { label: "share of the asked range", unit: "" },
      y: { label: TITLES[side], unit: "fraction" },
      series: [
        { name: "one setting for all", points: common },
        { name: "each at its worst", points: each },
        ...(limit === null ? [] : [{ name: "limit", points: allowed }]),
      ],
    };
  });
}
