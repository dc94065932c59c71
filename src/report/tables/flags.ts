// How well it was searched: signs that a search was weaker than it looks, and the empirical headroom of its finds.

import {
  type Combination,
  type RunSummary,
  type SampleSummary,
  SEARCH_FLAGS,
  type SearchOutcome,
} from "../../results/schema.ts";
import { combinationLabel } from "../format.ts";
import { hasMaps, type OwnValues, ownValues } from "../own-values.ts";
import { madeNote, RANGES_COLUMN, rangesCell, titled } from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

type Flag = (typeof SEARCH_FLAGS)[number];

const SIGNS: Readonly<Record<Flag, string>> = {
  zeroGradient: "a gradient was zero",
  notFinite: "a loss or gradient was not finite",
  valuesBeatGradient: "values beat the gradient",
  atBorder: "worst at the border",
  stillImproving: "still improving at the end",
  draftsRefused: "drafts ranked points differently",
};

const FLAG_COLUMNS: readonly Column[] = [
  { label: "worst over", key: "worst_over", unit: "text" },
  { label: "sign", key: "sign", unit: "text" },
  { label: "samples", key: "samples", unit: "number", digits: 0 },
  { label: "of", key: "of", unit: "number", digits: 0 },
  { label: "share", key: "share_percent", unit: "percent", digits: 0 },
  { label: "such as", key: "such_as", unit: "text" },
  RANGES_COLUMN,
];

const NAMED = 2;

/** A row per combination and sign; null where nothing was searched. */
export function flagsTable(summary: RunSummary): Table | null {
  const { combinations, samples, shifts } = summary;
  if (combinations.length === 0) return null;
  return {
    name: "search-flags",
    ...titled("Signs that a search was weaker than it looks", summary),
    columns: FLAG_COLUMNS,
    rows: combinations.flatMap((name) =>
      SEARCH_FLAGS.map((flag) => [
        combinationLabel(name, shifts),
        ...flagRow(samples, name, flag),
        rangesCell(summary, name),
      ]),
    ),
    grouped: true,
    summaryRows: 0,
    notes: [
      `Values beat the gradient: a sweep, the original or an evaluation without a gradient was worse than every gradient step. Still improving: the last tenth of the steps ${hasMaps(summary) ? "lowered it further. Both by more than one point of pAUROC (0.001 of loss for samples without a defect)" : "went further. Both by more than 0.01 of the image score"}. Drafts ranked points differently: approximate values did not order a sample's first points as exact ones do, so its search used exact values only. An en dash: not applicable, as for a search without gradients or drafts.`,
      ...outOfViewNotes(summary),
      madeNote(summary),
    ],
  };
}

/** What of the searches was no candidate for a worst case: the part was moved too far, not the detector's doing. */
function outOfViewNotes({ combinations, samples, shifts }: RunSummary): string[] {
  return combinations.flatMap((name) => {
    const shares = searchesOf(samples, name).map(({ search }) => search.outOfViewShare ?? 0);
    const hidden = shares.filter((share) => share > 0);
    if (hidden.length === 0) return [];
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    return [
      `Out of view, over ${combinationLabel(name, shifts)}: ${(100 * mean).toFixed(1)}% of the evaluations, in ${hidden.length} of ${shares.length} samples, pushed more than half of a defect out of the frame; they are no candidates for the worst.`,
    ];
  });
}

function flagRow(samples: readonly SampleSummary[], combination: Combination, flag: Flag): Cell[] {
  const judged = searchesOf(samples, combination).filter(({ search }) => search.flags[flag] !== null);
  const raised = judged.filter(({ search }) => search.flags[flag] === true);
  const names = raised.slice(0, NAMED).map(({ sample }) => sample);
  return [
    SIGNS[flag],
    judged.length === 0 ? null : raised.length,
    judged.length,
    judged.length === 0 ? null : raised.length / judged.length,
    names.join(", "),
  ];
}

/** In points lost; of image scores in their own unit. */
function headroomColumns({ facts }: OwnValues): Column[] {
  const room = (what: string): Column =>
    facts.unit === "fraction"
      ? { label: `${what} points`, key: `${what}_points`, unit: "points", digits: 2 }
      : { label: what, key: what, unit: "number", digits: facts.decimals };
  return [
    { label: "worst over", key: "worst_over", unit: "text" },
    { label: "samples", key: "samples", unit: "number", digits: 0 },
    { label: "with headroom", key: "with_headroom", unit: "number", digits: 0 },
    room("mean"),
    room("most"),
    { label: "of sample", key: "sample", unit: "text" },
    RANGES_COLUMN,
  ];
}

/** A row per combination, over the samples that have a value of their own; null where nothing was searched. */
export function headroomTable(summary: RunSummary): Table | null {
  const { combinations, samples, shifts } = summary;
  if (combinations.length === 0) return null;
  const own = ownValues(summary);
  const whose = hasMaps(summary) ? "sample with a defect, in points of pAUROC" : "sample, in its image score";
  return {
    name: "headroom",
    ...titled("Empirical headroom: how much worse the worst known point is than the search's", summary),
    columns: headroomColumns(own),
    rows: combinations.map((name) => [
      combinationLabel(name, shifts),
      ...headroomRow(samples, name, own),
      rangesCell(summary, name),
    ]),
    grouped: false,
    summaryRows: 0,
    notes: [
      `Per ${whose}: the worst of the search, of the searches over its subsets, of the sweeps of its shifts and of the original, compared with the search's own result. A shift that was not evaluated may be worse still.`,
      madeNote(summary),
    ],
  };
}

function headroomRow(
  samples: readonly SampleSummary[],
  combination: Combination,
  { of, facts }: OwnValues,
): Cell[] {
  const searches = searchesOf(samples, combination).filter(({ search }) => of(search) !== null);
  const room = searches.filter(({ search }) => search.headroom > 0);
  const most = room.reduce<(typeof room)[number] | null>(
    (largest, entry) =>
      largest === null || entry.search.headroom > largest.search.headroom ? entry : largest,
    null,
  );
  // Points are lost; a score goes either way.
  const sign = facts.unit === "fraction" ? -1 : 1;
  const sum = room.reduce((total, { search }) => total + search.headroom, 0);
  return [
    searches.length,
    room.length,
    searches.length === 0 ? null : (sign * sum) / searches.length,
    most === null ? null : sign * most.search.headroom,
    most === null ? "" : most.sample,
  ];
}

function searchesOf(
  samples: readonly SampleSummary[],
  combination: Combination,
): { readonly sample: string; readonly search: SearchOutcome }[] {
  return samples.flatMap(({ sample, bounds }) => {
    const search = bounds[combination];
    return search === undefined ? [] : [{ sample, search }];
  });
}
