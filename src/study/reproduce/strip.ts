// Figure 1's material: one sample's shifted pictures and their maps, from what the sweeps left.

import { join } from "node:path";
import { sizesFor } from "../../core/acting-size.ts";
import { present } from "../../core/errors.ts";
import { makeFolder } from "../../core/folders.ts";
import { encodeNpy } from "../../core/npy.ts";
import { UNSHIFTED } from "../../core/shift.ts";
import { tensor } from "../../core/tensor.ts";
import { writeFileAtomic } from "../../core/write-file.ts";
import { type Aspect, framingOf } from "../../detector/framing.ts";
import { openWorkerEngine } from "../../graph/session-worker.ts";
import { encodeMaskPng, encodePng } from "../../image/codec.ts";
import { prepareSample } from "../../image/prepare.ts";
import { readMap } from "../../results/maps.ts";
import type { ItemRecord } from "../../results/record.ts";
import type { Strip, StripPanel } from "../../results/reproduction.ts";
import { paperBox } from "../../shift/registry.ts";
import { imageTransformer } from "../../shift/transformer.ts";
import type { WorkItem } from "../plan.ts";
import { ORIGINAL, sweepRole } from "../questions/roles.ts";
import type { StudyResult } from "../study.ts";

const FOLDER = "strip";

/** One point of a sweep (or the unshifted picture), and where its map lies. */
interface Place {
  readonly shift: string | null;
  readonly value: number;
  readonly record: ItemRecord;
  readonly index: number;
}

/**
 * Writes strip/ into the reproduction's folder for the anomalous sample that falls furthest within the panels' shifts: a sixth from either end
 * of every sweep. Null where the study has no anomalous sample.
 */
export async function writeStrip(
  reproductionFolder: string,
  studyFolder: string,
  { plan, records, summary }: StudyResult,
  { dataset, model, aspect }: { readonly dataset: string; readonly model: string; readonly aspect: Aspect },
): Promise<Strip | null> {
  const chosen = furthestFall(plan, records);
  if (chosen === undefined) return null;
  const { sample, places } = chosen;
  const side = Number(summary.provenance.detector.size);
  const { image, mask } = await prepareSample(
    sample,
    sizesFor(
      { workingSize: (picture) => framingOf(aspect, picture, { width: side, height: side }) },
      "working",
    ),
  );
  const folder = join(reproductionFolder, FOLDER);
  await makeFolder(folder);
  const engine = await openWorkerEngine({ device: "cpu", threads: 0 });
  try {
    const transform = imageTransformer(engine);
    const panels: StripPanel[] = [];
    for (const [number, { shift, value, record, index }] of places.entries()) {
      const point = shift === null ? UNSHIFTED : { [shift]: value };
      const [picture, map] = [`${FOLDER}/${number}.png`, `${FOLDER}/${number}.npy`];
      await writeFileAtomic(
        join(reproductionFolder, picture),
        await encodePng(await transform(image, point)),
      );
      const values = readMap(studyFolder, record, index);
      await writeFileAtomic(
        join(reproductionFolder, map),
        encodeNpy(tensor([image.height, image.width], values)),
      );
      panels.push({ shift, value, pauroc: pauroc({ record, index }), picture, map });
    }
    const maskFile = `${FOLDER}/mask.png`;
    await writeFileAtomic(join(reproductionFolder, maskFile), await encodeMaskPng(mask));
    return { dataset, model, object: sample.object, sample: sample.id, mask: maskFile, panels };
  } finally {
    await engine.close();
  }
}

function furthestFall(
  plan: readonly WorkItem[],
  records: ReadonlyMap<string, ItemRecord>,
): { readonly sample: WorkItem["sample"]; readonly places: readonly Place[] } | undefined {
  const samples = [...new Set(plan.map(({ sample }) => sample))].filter(({ anomalous }) => anomalous);
  const candidates = samples.flatMap((sample) => {
    const places = placesOf(
      plan.filter((item) => item.sample === sample),
      records,
    );
    const values = places.map(pauroc).filter((value) => value !== null);
    const [original] = values;
    return original === undefined ? [] : [{ sample, places, fall: original - Math.min(...values) }];
  });
  return candidates.toSorted((left, right) => right.fall - left.fall)[0];
}

function placesOf(items: readonly WorkItem[], records: ReadonlyMap<string, ItemRecord>): Place[] {
  const recordOf = ({ key }: WorkItem): ItemRecord => present(records.get(key), `record ${key}`);
  const ofRole = (name: string): readonly WorkItem[] => items.filter(({ role }) => role === name);
  const original = ofRole(ORIGINAL).map(
    (item): Place => ({ shift: null, value: 0, record: recordOf(item), index: 0 }),
  );
  const swept = paperBox().flatMap(({ facts: { name: shift } }) =>
    ofRole(sweepRole(shift)).flatMap((item): Place[] => {
      const { experiment } = item;
      if (experiment.kind !== "points") return [];
      const values = experiment.points.map((point) => point[shift]);
      const sixth = Math.round((values.length - 1) / 6);
      return [...new Set([sixth, values.length - 1 - sixth])].map((index) => ({
        ...{ shift, value: present(values[index], "value"), record: recordOf(item), index },
      }));
    }),
  );
  return [...original, ...swept];
}

function pauroc({ record, index }: Pick<Place, "record" | "index">): number | null {
  return record.points[index]?.pauroc ?? null;
}
