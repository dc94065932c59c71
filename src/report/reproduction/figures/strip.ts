// Figure 1: what the shifts make of a picture, and of its anomaly map.

import { INK } from "../../figures/figure.ts";
import { percent } from "../../format.ts";
import type { ChartRow } from "../chart.ts";
import { datasetName, footNote, shiftText } from "../names.ts";
import type { MakeFigure } from "./figure.ts";

const CELL = 132;

/** The files of the strip's pictures as the chart names them: "0 picture", "0 map". */
export function stripSource(panel: number, row: "picture" | "map"): string {
  return `${panel} ${row}`;
}

export const stripFigure: MakeFigure = (reproduction) => {
  const { strip } = reproduction;
  if (strip === null) return null;
  const panels = strip.panels.map(({ shift, value, pauroc }, index) => ({
    index,
    shifted: shift === null ? "original" : shiftText(shift, value),
    pauroc_percent: pauroc === null ? null : 100 * pauroc,
    text: `pAUROC ${percent(pauroc)}`,
  }));
  const rows: ChartRow[] = panels.flatMap((panel) =>
    (["picture", "map"] as const).map((row) => ({ ...panel, row, source: stripSource(panel.index, row) })),
  );
  const title = `What the shifts do: ${strip.object}, ${datasetName(strip.dataset)}, ${strip.model}`;
  const place = { x: "shifted", y: "row" };
  return {
    number: 1,
    rows: panels.map(({ shifted, pauroc_percent }) => ({ sample: strip.sample, shifted, pauroc_percent })),
    chart: {
      title,
      ranges: "",
      caption: `${title} (${strip.sample}). Above, the shifted picture; below, its anomaly map turned back onto the unshifted one, all in one colour range, the defect outlined.`,
      note: `${strip.object}, ${datasetName(strip.dataset)}, ${strip.model} · ${footNote(reproduction)}`,
      plot: {
        width: CELL * panels.length + 40,
        height: 2 * CELL + 80,
        ...{ marginLeft: 20, marginRight: 20, marginTop: 26, marginBottom: 46 },
        x: {
          type: "band",
          axis: "top",
          label: null,
          domain: panels.map(({ shifted }) => shifted),
          tickSize: 0,
          padding: 0,
        },
        y: { type: "band", axis: null, domain: ["picture", "map"], padding: 0 },
      },
      marks: [
        {
          mark: "image",
          data: "rows",
          options: { ...place, src: "source", width: CELL - 8, height: CELL - 8 },
        },
        {
          mark: "text",
          data: "rows",
          where: { row: "map" },
          options: { ...place, text: "text", dy: CELL / 2 + 8, fill: INK, fontSize: 11 },
        },
      ],
      data: { rows },
    },
  };
};
