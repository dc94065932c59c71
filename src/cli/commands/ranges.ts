// faultline ranges: how far the user's good pictures differ among themselves, as a --shift line to copy.

import { resolve } from "node:path";
import { z } from "zod";
import { listed } from "../../core/listed.ts";
import type { Range, ShiftBox } from "../../core/shift.ts";
import { rangesOf } from "../../core/shift.ts";
import { formatShiftBox } from "../../core/shift-grammar.ts";
import { openWorkerEngine } from "../../graph/session-worker.ts";
import { PICTURE_FORMATS } from "../../image/formats.ts";
import { counted } from "../../report/format.ts";
import { rangesText } from "../../report/ranges.ts";
import type { Table } from "../../report/tables/table.ts";
import { tableText } from "../../report/tables/writers.ts";
import { findRanges, MOST_PICTURES, type RangesFound } from "../../study/ranges/ranges.ts";
import type { ToldRange, UntoldRange } from "../../study/ranges/told.ts";
import { defineCommand, type Registration } from "../command.ts";
import { noted } from "../noted.ts";
import { countFlag } from "../options.ts";
import { whiteLevelFlag } from "../reading-flags.ts";

export const ranges: Registration = defineCommand({
  name: "ranges",
  summary: "Propose ranges of shifts from good pictures, as a --shift line to copy",
  example: "faultline ranges mvtec_ad/screw/train/good",
  positional: ["folder"],
  options: z.object({
    folder: z.string().describe(`folder of good pictures of one part (${PICTURE_FORMATS}), at any depth`),
    ...whiteLevelFlag,
    samples: countFlag("pictures")
      .optional()
      .describe(`pictures to measure at most, drawn at random (default ${MOST_PICTURES})`),
    seed: countFlag("seed", 0).optional().describe("which are drawn (default 0)"),
    json: z.boolean().default(false).describe("one JSON document on standard output"),
  }),
  run: async ({ folder, whiteLevel, samples, seed, json }, { cwd, out, note, progress, signal }) => {
    const engine = await openWorkerEngine({ device: "cpu", threads: 0 });
    try {
      const found = await findRanges({
        ...{ folder: resolve(cwd, folder), engine, reading: { whiteLevel } },
        ...(samples === undefined ? {} : { samples }),
        ...(seed === undefined ? {} : { seed }),
        ...{ signal, progress, onNote: noted(note) },
      });
      if (found.unreadable.length > 0)
        noted(note)(
          `${counted(found.unreadable.length, "picture")} left out: ${listed(
            found.unreadable.map(({ why }) => why),
            "; ",
          )}`,
        );
      if (json) out(JSON.stringify(document(folder, found)));
      else for (const line of readable(folder, found)) out(line);
      return 0;
    } finally {
      await engine.close();
    }
  },
});

function parted({ told }: RangesFound): {
  readonly proposed: readonly ToldRange[];
  readonly untold: readonly UntoldRange[];
} {
  return {
    proposed: told.filter((each): each is ToldRange => "range" in each),
    untold: told.filter((each): each is UntoldRange => "why" in each),
  };
}

function boxOf(proposed: readonly ToldRange[]): ShiftBox {
  return proposed.map(({ facts, range }) => ({ facts, range }));
}

function document(folder: string, found: RangesFound): object {
  const { proposed, untold } = parted(found);
  const box = boxOf(proposed);
  const { pictures, measured, size, unreadable } = found;
  return {
    ...{ folder, pictures, measured, size },
    shift: box.length === 0 ? null : formatShiftBox(box),
    ranges: rangesOf(box),
    proposed: proposed.map(({ facts, range, isClipped, pictures: seen, from, remark }) => ({
      ...{ shift: facts.name, unit: facts.unit, range, clipped: isClipped, pictures: seen, from },
      ...(remark === undefined ? {} : { remark }),
    })),
    untold: untold.map(({ facts, why }) => ({ shift: facts.name, why })),
    unreadable,
  };
}

function readable(folder: string, found: RangesFound): string[] {
  const { proposed, untold } = parted(found);
  const { pictures, measured } = found;
  const of = measured === pictures ? "" : ` of ${pictures}`;
  return [
    `${folder}: ${measured}${of} ${pictures === 1 ? "picture" : "pictures"} measured`,
    ...(proposed.length === 0 ? [] : [tableText(tableOf(proposed)).trimEnd()]),
    ...proposed.flatMap(remarks),
    ...untold.map(({ facts, why }) => `${facts.name} cannot be told: ${why}`),
    proposed.length === 0 ? "no range can be proposed" : `--shift ${formatShiftBox(boxOf(proposed))}`,
  ];
}

function remarks({ facts, isClipped, remark }: ToldRange): string[] {
  const said = [
    ...(isClipped ? ["the pictures differ by more; its range ends there"] : []),
    remark ?? [],
  ].flat();
  return said.map((line) => `${facts.name}: ${line}`);
}

function tableOf(proposed: readonly ToldRange[]): Table {
  return {
    name: "ranges",
    title: "What 95% of the pictures differ by",
    columns: [
      { label: "shift", key: "shift", unit: "text" },
      { label: "range", key: "range", unit: "text" },
      { label: "read from", key: "from", unit: "text" },
    ],
    rows: proposed.map(({ facts, range, from }) => [facts.name, words(facts, range), from]),
    grouped: false,
    summaryRows: 0,
    notes: [],
  };
}

function words(facts: ToldRange["facts"], range: Range): string {
  return rangesText({ [facts.name]: range }, [facts]);
}
