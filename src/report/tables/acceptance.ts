// Verdicts on objects in a line each, and how far each shift goes alone: what a page has as boxes and bars.

import { type AcceptanceData, acceptanceOf, type ObjectAcceptance } from "../../results/acceptance.ts";
import type { RunSummary } from "../../results/schema.ts";
import {
  aloneTexts,
  bindingText,
  limitsText,
  neededText,
  verdictTitle,
  withinText,
  worstFirst,
} from "../acceptance-words.ts";
import { SIDE_WORDS, SIDES } from "../decisions.ts";
import { capitalised } from "../format.ts";
import { rangesOfRun, rangesText, shiftsOfRun, titleWithRanges } from "../ranges.ts";
import { countCells, countColumns, EXACT_NOTE } from "./decisions-columns.ts";
import { madeNote, RANGES_COLUMN, TEXT_OBJECT } from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

/** A row per object, the worst verdict first; null where no verdict was asked for. */
export function acceptanceTable(summary: RunSummary): Table | null {
  const data = acceptanceOf(summary);
  if (data === undefined) return null;
  const ranges = rangesOfRun(summary, shiftsOfRun(summary));
  const text = (label: string, key: string, hidden = false): Column => ({ label, key, unit: "text", hidden });
  return {
    name: "acceptance",
    ...{ title: titleWithRanges(`Verdicts under ${limitsText(data)}`, ranges), ranges },
    columns: [
      ...[TEXT_OBJECT, text("verdict", "verdict"), text("word", "verdict_word", true)],
      { label: "factor", key: "within_factor", unit: "number", digits: 1, hidden: true },
      ...SIDES.flatMap((side) => {
        const { title, key, of } = SIDE_WORDS[side];
        return countColumns({ group: `${title}, worst common`, key: `${key}_common`, of });
      }),
      ...[text("holds within", "within"), text("what limits it", "binding", true)],
      ...[text("parts needed", "parts_needed", true), RANGES_COLUMN],
    ],
    rows: worstFirst(data.objects).map((object) => [...objectCells(object, data, summary), ranges]),
    ...{ grouped: false, summaryRows: 0 },
    notes: [EXACT_NOTE, madeNote(summary)],
  };
}

function objectCells(object: ObjectAcceptance, data: AcceptanceData, { shifts }: RunSummary): Cell[] {
  const { verdict, within, common, binding } = object;
  return [
    ...[object.object, capitalised(verdictTitle(object)), verdict, within?.factor ?? ""],
    ...SIDES.flatMap((side) => countCells(common[side])),
    ...[within === null ? "" : withinText(object, shifts)],
    ...[binding === null ? "" : bindingText(binding, shifts), neededText(object, data)],
  ];
}

/** A row per object and shift: from where to where every limit holds, the others at zero; null where nothing was tested alone. */
export function acceptanceAloneTable(summary: RunSummary): Table | null {
  const data = acceptanceOf(summary);
  if (data === undefined) return null;
  const ranges = rangesOfRun(summary, shiftsOfRun(summary));
  const rows = worstFirst(data.objects).flatMap((object) =>
    shiftsOfRun(summary).flatMap((facts): Cell[][] => {
      const held = object.alone[facts.name];
      const asked = data.ranges[facts.name];
      if (held === undefined || asked === undefined) return [];
      const [said = ""] = aloneTexts(object, data, [facts]);
      return [
        [
          ...[object.object, facts.symbol, said, held?.[0] ?? "", held?.[1] ?? ""],
          ...[rangesText({ [facts.name]: asked }, [facts]), asked[0], asked[1]],
          ...[object.aloneBy, ranges],
        ],
      ];
    }),
  );
  if (rows.length === 0) return null;
  const text = (label: string, key: string): Column => ({ label, key, unit: "text" });
  const end = (label: string, key: string): Column => ({ label, key, unit: "number", hidden: true });
  return {
    name: "acceptance-alone",
    ...{ title: titleWithRanges("How far each shift goes alone", ranges), ranges },
    columns: [
      ...[TEXT_OBJECT, text("shift", "shift"), text("held", "held")],
      ...[end("from", "held_low"), end("to", "held_high"), text("asked", "asked")],
      ...[end("from", "asked_low"), end("to", "asked_high"), text("by", "by"), RANGES_COLUMN],
    ],
    rows,
    ...{ grouped: true, summaryRows: 0 },
    notes: [
      "The others at zero; ends as numbers, in the shift's own unit, are in the CSV. By limits: by the same one-sided 95% limits as verdicts; by what was seen: by the rates themselves, where so few pictures cannot hold a limit.",
      madeNote(summary),
    ],
  };
}
