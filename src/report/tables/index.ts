// All tables of a run: a file and a line each.

import type { RunSummary } from "../../results/schema.ts";
import { answerTables } from "../answers/index.ts";
import { boundTable } from "./bound.ts";
import { commonTable, sweepWorstTable } from "./common.ts";
import { dropsTable } from "./drops.ts";
import { flagsTable, headroomTable } from "./flags.ts";
import { hardestTable } from "./hardest.ts";
import { identityTable } from "./identity.ts";
import { intervalsTable } from "./intervals.ts";
import { objectLevelTable } from "./object-level.ts";
import { sweepsTable } from "./sweeps.ts";
import type { Table } from "./table.ts";

const TABLES: readonly ((summary: RunSummary) => Table | null)[] = [
  (summary) => dropsTable(summary),
  (summary) => boundTable(summary),
  (summary) => commonTable(summary),
  (summary) => objectLevelTable(summary),
  (summary) => hardestTable(summary),
  (summary) => sweepsTable(summary),
  (summary) => sweepWorstTable(summary),
  (summary) => identityTable(summary),
];

const DIAGNOSES: readonly ((summary: RunSummary) => Table | null)[] = [headroomTable, flagsTable];

/** The tables that a run has data for, in reading order, those of its answers last. */
export function tablesOf(summary: RunSummary): Table[] {
  return [...tablesOfRun(summary), ...answerTables(summary)];
}

/** Those that are not of an answer. */
export function tablesOfRun(summary: RunSummary): Table[] {
  return TABLES.flatMap((make) => make(summary) ?? []);
}

/** Tables too wide for the page, which are files alone. */
export function furtherTablesOf(summary: RunSummary): Table[] {
  return [intervalsTable(summary) ?? []].flat();
}

/** The tables that say how well it was searched. */
export function diagnosesOf(summary: RunSummary): Table[] {
  return DIAGNOSES.flatMap((make) => make(summary) ?? []);
}
