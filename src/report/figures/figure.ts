// What a figure is, and how one is drawn without a browser: Observable Plot on a document of linkedom's. The same
// rows give the same bytes: no clock, no ids, three decimals.

import * as Plot from "@observablehq/plot";
import { encode } from "html-entities";
import { parseHTML } from "linkedom";
import type { RunSummary } from "../../results/schema.ts";
import { wrapped } from "../format.ts";
import { titleWithRanges } from "../ranges.ts";

export interface Figure {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  /** A whole SVG document on a white ground. */
  readonly svg: string;
  /** The numbers that the figure draws. */
  readonly csv: string;
}

/** Draws the figures of one kind; none where the run has no data for it. */
export type DrawFigures = (summary: RunSummary) => readonly Figure[];

/** Okabe and Ito's palette (2008), told apart by colour-blind readers too; yellow is left out on white. */
export const COLOURS: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#56b4e9",
  "#e69f00",
  "#595959",
];
export const BLUE = "#0072b2";
export const VERMILION = "#d55e00";
export const INK = "#1a1a1a";
export const FAINT = "#8a8a8a";

/** Dashes that tell lines apart in grey. */
const DASHES: readonly string[] = ["none", "7 3", "2 2", "9 3 2 3", "5 2", "4 1 1 1", "1 3"];

/** Colour and dash of the line at `index`; pairs repeat after 49 lines only. */
export function lineStyle(index: number): { readonly stroke: string; readonly strokeDasharray: string } {
  const round = Math.floor(index / COLOURS.length);
  return {
    stroke: COLOURS[index % COLOURS.length] ?? INK,
    strokeDasharray: DASHES[(index + round) % DASHES.length] ?? "none",
  };
}

type PlotOptions = NonNullable<Parameters<typeof Plot.plot>[0]>;

/** What is written above and below a plot, within the picture, so that it travels with it. */
export interface Lettering {
  readonly title: string;
  /** The ranges that the figure's numbers hold for, in words; empty where none apply. */
  readonly ranges: string;
  /** The line at the foot. */
  readonly note?: string;
}

const TITLE_HEIGHT = 22;
const RANGES_HEIGHT = 22;

/** Height of a further line, and widths that no letter's mean exceeds: of titles and of ranges. */
const LINE_HEIGHT = 16;
const TITLE_LETTER = 8;
const RANGES_LETTER = 6.2;

/** Left of the lettering, and free right of it. */
const MARGIN = 8;

/** The SVG text of a plot of this height, with its lettering; title and ranges are what a screen reader says. */
export function svgOf(
  options: PlotOptions & { readonly width: number; readonly height: number },
  { title, ranges, note }: Lettering,
): string {
  const { document } = parseHTML("<html><body></body></html>");
  const { width } = options;
  const linesOf = (text: string, letter: number): string[] =>
    text === "" ? [] : wrapped(text, Math.floor((width - 2 * MARGIN) / letter), "").split("\n");
  const [titles, spans] = [linesOf(title, TITLE_LETTER), linesOf(ranges, RANGES_LETTER)];
  const titleEnd = TITLE_HEIGHT + (titles.length - 1) * LINE_HEIGHT;
  const above = titleEnd + (spans.length === 0 ? 0 : RANGES_HEIGHT + (spans.length - 1) * LINE_HEIGHT);
  const height = options.height + above;
  const element = Plot.plot({
    ...options,
    document,
    className: "figure",
    ariaLabel: titleWithRanges(title, ranges),
    style: { background: "white", color: INK, fontFamily: "sans-serif", fontSize: "12px" },
  } as PlotOptions);
  element.setAttribute("height", `${height}`);
  element.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const line = (y: number, attributes: string, text: string): string =>
    `<text x="${MARGIN}" y="${y}" text-anchor="start" ${attributes}>${encode(text, { mode: "specialChars" })}</text>`;
  const lines = [
    ...titles.map((text, at) =>
      line(18 + at * LINE_HEIGHT, `font-size="14" font-weight="700" fill="${INK}"`, text),
    ),
    ...spans.map((text, at) => line(titleEnd + 14 + at * LINE_HEIGHT, `font-size="12" fill="${INK}"`, text)),
    note === undefined ? "" : line(height - 7, `font-size="10" fill="${FAINT}"`, note),
  ].join("");
  return element.outerHTML
    .replace(
      /^<svg ([^>]*)>/,
      `<svg xmlns="http://www.w3.org/2000/svg" role="img" $1><g transform="translate(0,${above})">`,
    )
    .replace(/-?\d+\.\d{4,}(?:e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(3))))
    .replace(/<\/svg>$/, `</g>${lines}</svg>`);
}
