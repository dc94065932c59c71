// faultline select: which objects a rotation leaves as they are (eq. 6), with contact sheets to look at.

import { join, resolve } from "node:path";
import { z } from "zod";
import { UsageError } from "../../core/errors.ts";
import type { RgbImage } from "../../core/image.ts";
import { writeFileAtomic } from "../../core/write-file.ts";
import { refuseReadFolder } from "../../data/read-folders.ts";
import { openWorkerEngine } from "../../graph/session-worker.ts";
import { encodePng } from "../../image/codec.ts";
import { contactSheet, thumbnail } from "../../report/contact-sheet.ts";
import { selectionTable } from "../../report/tables/selection.ts";
import { tableText } from "../../report/tables/writers.ts";
import { claimFolder } from "../../results/run-folder.ts";
import { cornerErrorMeter } from "../../shift/corner-error.ts";
import { measureObject, SELECTION_SIZE, selectObjects } from "../../study/selection.ts";
import { defineCommand, type Registration } from "../command.ts";
import { datasetFlags, datasetFromFlags, datasetOptions } from "../dataset-flags.ts";
import { listFlag, numberFlag } from "../options.ts";

const THUMBNAIL = 120;
const COLUMNS = 8;
/** Pictures on a sheet at most: more cannot be looked at. */
const SHEET = 64;

export const select: Registration = defineCommand({
  name: "select",
  summary: "Select the rotation-invariant objects, by the error in the corners that a rotation fills (eq. 6)",
  example: "faultline select --dataset mvtec --root mvtec_ad --sheets sheets",
  options: z.object({
    ...datasetFlags,
    threshold: numberFlag("squared error")
      .optional()
      .describe("select objects below this error (default: the published lists, else 0.027)"),
    include: listFlag().optional().describe("objects to select whatever their error"),
    exclude: listFlag().optional().describe("objects to exclude whatever their error"),
    sheets: z
      .string()
      .optional()
      .describe(
        "new or empty folder for a contact sheet of turned pictures per object; the same again replaces them",
      ),
    json: z.boolean().default(false).describe("one JSON document on standard output"),
  }),
  run: async (flags, { cwd, out, note, progress, signal }) => {
    const { threshold, samples = null, seed = 0 } = flags;
    if (threshold !== undefined && threshold <= 0) {
      throw new UsageError(`invalid --threshold ${threshold}; expected above 0`);
    }
    const sheets = flags.sheets === undefined ? undefined : resolve(cwd, flags.sheets);
    const dataset = await datasetFromFlags(flags, { cwd, note });
    const rules = {
      ...(threshold === undefined ? {} : { threshold }),
      include: flags.include ?? [],
      exclude: flags.exclude ?? [],
    };
    // Rules that name what is not there are refused before any picture is read.
    selectObjects(
      dataset.kind,
      dataset.objects.map((object) => ({ object, cornerMse: 0 })),
      rules,
    );
    if (sheets !== undefined) {
      await refuseReadFolder(sheets, dataset.kind, datasetOptions(flags, cwd));
      await claimFolder(sheets, { faultline: "contact sheets" });
    }
    const engine = await openWorkerEngine({ device: "cpu", threads: 1 });
    try {
      const measure = await cornerErrorMeter(engine, SELECTION_SIZE);
      const measured = [];
      for (const [index, object] of dataset.objects.entries()) {
        progress(`${object}: ${index + 1} of ${dataset.objects.length}`);
        const thumbnails: RgbImage[] = [];
        const onPicture = (rotated: RgbImage): void => {
          signal.throwIfAborted();
          if (sheets !== undefined && thumbnails.length < SHEET)
            thumbnails.push(thumbnail(rotated, THUMBNAIL));
        };
        measured.push(await measureObject(dataset, object, measure, { samples, seed, onPicture }));
        if (sheets !== undefined) {
          const path = join(sheets, `${object}.png`);
          await writeFileAtomic(path, await encodePng(contactSheet(thumbnails, COLUMNS)));
          note(path);
        }
      }
      const selected = selectObjects(dataset.kind, measured, rules);
      if (flags.json) out(JSON.stringify({ objects: selected }));
      else out(tableText(selectionTable(selected)).trimEnd());
      return 0;
    } finally {
      await engine.close();
    }
  },
});
