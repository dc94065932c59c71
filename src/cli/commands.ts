// Every command, one line each; questions that are registered and have none of their own get one from their settings.

import { QUESTIONS } from "../study/questions/registry.ts";
import { ORIGINAL } from "../study/questions/roles.ts";
import type { Registration } from "./command.ts";
import { accept } from "./commands/accept.ts";
import { augment } from "./commands/augment.ts";
import { bound } from "./commands/bound.ts";
import { dataCheck } from "./commands/data-check.ts";
import { demo } from "./commands/demo.ts";
import { detectorCheck } from "./commands/detector-check.ts";
import { detectorList } from "./commands/detector-list.ts";
import { diff } from "./commands/diff.ts";
import { embed } from "./commands/embed.ts";
import { explore } from "./commands/explore.ts";
import { exportRun } from "./commands/export.ts";
import { map } from "./commands/map.ts";
import { metrics } from "./commands/metrics.ts";
import { modelsList } from "./commands/models-list.ts";
import { modelsPull } from "./commands/models-pull.ts";
import { modelsVerify } from "./commands/models-verify.ts";
import { operatingPoint } from "./commands/operating-point.ts";
import { query } from "./commands/query.ts";
import { ranges } from "./commands/ranges.ts";
import { report } from "./commands/report.ts";
import { reproduce } from "./commands/reproduce.ts";
import { risk } from "./commands/risk.ts";
import { select } from "./commands/select.ts";
import { sweep } from "./commands/sweep.ts";
import { synth } from "./commands/synth.ts";
import { tolerance } from "./commands/tolerance.ts";
import { trainDemo } from "./commands/train-demo.ts";
import { worker } from "./commands/worker.ts";
import { worst } from "./commands/worst.ts";
import { questionCommand } from "./question-command.ts";

const COMMANDS: readonly Registration[] = [
  demo,
  accept,
  map,
  augment,
  embed,
  metrics,
  worst,
  sweep,
  bound,
  operatingPoint,
  tolerance,
  risk,
  ranges,
  select,
  report,
  diff,
  query,
  exportRun,
  reproduce,
  worker,
  explore,
  synth,
  modelsList,
  modelsPull,
  modelsVerify,
  detectorList,
  detectorCheck,
  dataCheck,
  trainDemo,
];

/** All commands, with what is registered by now. */
export function registrations(): readonly Registration[] {
  const own = COMMANDS.map(({ command }) => command);
  // Every study answers what the unshifted pictures give.
  const questions = QUESTIONS.all().filter(({ name }) => name !== ORIGINAL && !own.includes(name));
  return [...COMMANDS, ...questions.map(questionCommand)];
}
