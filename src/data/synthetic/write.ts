// Writes synthetic pictures to disk in the layouts of MVTec AD and of VisA as published, so that either reader,
// or any other tool that knows these data sets, can be tried without downloading them.

import { dirname, join } from "node:path";
import { CancelledError, InputError } from "../../core/errors.ts";
import { makeEmptyFolder, makeFolder } from "../../core/folders.ts";
import { writeFileAtomic } from "../../core/write-file.ts";
import { encodeMaskPng, encodePng } from "../../image/codec.ts";
import type { Sample } from "../dataset.ts";
import { type DemoOptions, GOOD, numbered, openDemoDataset } from "./dataset.ts";
import { SYNTHETIC_DEFECTS } from "./registry.ts";

export const SYNTHETIC_LAYOUTS = ["mvtec", "visa"] as const;
export type SyntheticLayout = (typeof SYNTHETIC_LAYOUTS)[number];

export interface WriteSettings {
  readonly layout: SyntheticLayout;
  /** Created when absent; must be empty otherwise. */
  readonly directory: string;
  /** Test pictures per object, good and each kind of defect in turn; as many good ones again are for training. */
  readonly samples: number;
  readonly seed: number;
  readonly objects?: readonly string[];
  /** Side of the pictures in pixels. */
  readonly size?: number;
  readonly signal?: AbortSignal;
  readonly progress?: (line: string) => void;
}

export interface Written {
  readonly objects: readonly string[];
  /** Pictures written, masks not counted. */
  readonly pictures: number;
}

/** Writes the data set; throws InputError when the target is not an empty folder or an option is invalid. */
export async function writeSynthetic(settings: WriteSettings): Promise<Written> {
  const { layout, directory, samples, seed, objects, size, signal, progress } = settings;
  if (!Number.isInteger(samples) || samples < 1) {
    throw new InputError(`invalid number of samples ${samples}; expected a whole number from 1`);
  }
  const rounds = Math.ceil(samples / (1 + SYNTHETIC_DEFECTS.length));
  const options: DemoOptions = {
    seed,
    trainGood: samples,
    testGood: rounds,
    testPerDefect: rounds,
    ...(objects === undefined ? {} : { objects }),
    ...(size === undefined ? {} : { size }),
  };
  const dataset = openDemoDataset(options);
  await makeEmptyFolder(directory);
  const write = layout === "mvtec" ? writeMvtecObject : writeVisaObject;
  const rows: string[] = [];
  let pictures = 0;
  for (const object of dataset.objects) {
    if (signal?.aborted === true) throw new CancelledError();
    const train = await dataset.trainSamples(object);
    const test = inTurn(await dataset.testSamples(object)).slice(0, samples);
    rows.push(...(await write(directory, object, train, test)));
    pictures += train.length + test.length;
    progress?.(`${object}: ${train.length} training and ${test.length} test pictures`);
  }
  if (layout === "visa") {
    await put(directory, "split_csv/1cls.csv", csv(["object,split,label,image,mask", ...rows]));
  }
  return { objects: dataset.objects, pictures };
}

/** The first of every kind, good ones first, then the second of every kind, and so on: N is a prefix of N + 1. */
function inTurn(samples: readonly Sample[]): Sample[] {
  const kinds = [GOOD, ...SYNTHETIC_DEFECTS.map(({ name }) => name)];
  const columns = kinds.map((kind) => samples.filter(({ defect }) => defect === kind));
  const longest = Math.max(...columns.map((column) => column.length));
  return Array.from({ length: longest }, (_, round) =>
    columns.flatMap((column) => column.slice(round, round + 1)),
  ).flat();
}

async function writeMvtecObject(
  directory: string,
  object: string,
  train: readonly Sample[],
  test: readonly Sample[],
): Promise<string[]> {
  for (const sample of [...train, ...test]) {
    await putImage(directory, sample.id, sample);
    if (!sample.anomalous) continue;
    const stem = sample.id.slice(sample.id.lastIndexOf("/") + 1, -".png".length);
    await putMask(directory, `${object}/ground_truth/${sample.defect}/${stem}_mask.png`, sample);
  }
  return [];
}

/** Pictures, masks and image_anno.csv of one object; returns its rows of 1cls.csv. */
async function writeVisaObject(
  directory: string,
  object: string,
  train: readonly Sample[],
  test: readonly Sample[],
): Promise<string[]> {
  const rows: string[] = [];
  const annotations: string[] = ["image,label,mask"];
  const next = { Normal: 0, Anomaly: 0 };
  for (const [split, samples] of [["train", train] as const, ["test", test] as const]) {
    for (const sample of samples) {
      const folder = sample.anomalous ? "Anomaly" : "Normal";
      const stem = numbered(next[folder]++);
      const image = `${object}/Data/Images/${folder}/${stem}.png`;
      const mask = sample.anomalous ? `${object}/Data/Masks/Anomaly/${stem}.png` : "";
      await putImage(directory, image, sample);
      if (mask !== "") await putMask(directory, mask, sample);
      rows.push(`${object},${split},${sample.anomalous ? "anomaly" : "normal"},${image},${mask}`);
      annotations.push(`${image},${sample.anomalous ? sample.defect : "normal"},${mask}`);
    }
  }
  await put(directory, `${object}/image_anno.csv`, csv(annotations));
  return rows;
}

async function putImage(directory: string, path: string, sample: Sample): Promise<void> {
  await put(directory, path, await encodePng(await sample.loadImage()));
}

async function putMask(directory: string, path: string, sample: Sample): Promise<void> {
  await put(directory, path, await encodeMaskPng(await sample.loadMask()));
}

async function put(directory: string, path: string, content: string | Uint8Array): Promise<void> {
  const target = join(directory, path);
  await makeFolder(dirname(target));
  await writeFileAtomic(target, content);
}

function csv(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`;
}
