// All tables of a run: a file and a line each.

import type { RunSummary } from "../../results/schema.ts";
import { answerTables } from "../answers/index.ts";
import { isMeasured } from "../facts.ts";
import { acceptanceAloneTable, acceptanceTable } from "./acceptance.ts";
import { boundTable } from "./bound.ts";
import { commonTable, sweepWorstTable } from "./common.ts";
import { comparisonTables } from "./comparison.ts";
import { decisionsTable } from "./decisions.ts";
import { decisionsAgreementTable } from "./decisions-agreement.ts";
import { decisionsDefectsTable, decisionsRegionsTable } from "./decisions-defects.ts";
import { decisionsFlipsTable } from "./decisions-flips.ts";
import { decisionsMapsTable } from "./decisions-maps.ts";
import { decisionsSweepsTable } from "./decisions-sweeps.ts";
import { dropsTable } from "./drops.ts";
import { flagsTable, headroomTable } from "./flags.ts";
import { furtherMetricsTable } from "./further-metrics.ts";
import { hardestTable } from "./hardest.ts";
import { identityTable } from "./identity.ts";
import { intervalsTable } from "./intervals.ts";
import { objectLevelTable } from "./object-level.ts";
import { sharedSearchesTable } from "./shared-searches.ts";
import { sweepsTable } from "./sweeps.ts";
import type { Table } from "./table.ts";
import { worstTenthTable } from "./worst-tenth.ts";

const TABLES: readonly ((summary: RunSummary) => Table | null)[] = [
  (summary) => dropsTable(summary),
  (summary) => boundTable(summary),
  (summary) => commonTable(summary),
  (summary) => objectLevelTable(summary),
  (summary) => hardestTable(summary),
  (summary) => worstTenthTable(summary),
  (summary) => sweepsTable(summary),
  (summary) => sweepWorstTable(summary),
  (summary) => identityTable(summary),
  (summary) => furtherMetricsTable(summary),
];

/** Of verdicts on objects. */
const VERDICTS: readonly ((summary: RunSummary) => Table | null)[] = [acceptanceTable, acceptanceAloneTable];

/** Of decisions at a frozen threshold, with as many of the verdicts that turned as asked for. */
const DECISIONS: readonly ((summary: RunSummary, flips: "shown" | "all") => Table | null)[] = [
  decisionsTable,
  decisionsDefectsTable,
  decisionsRegionsTable,
  decisionsFlipsTable,
  decisionsAgreementTable,
  decisionsMapsTable,
];

const DIAGNOSES: readonly ((summary: RunSummary) => Table | null)[] = [
  sharedSearchesTable,
  headroomTable,
  flagsTable,
];

/** The tables that a run has data for, in reading order: those of its verdicts and decisions first, those of its answers last. */
export function tablesOf(summary: RunSummary): Table[] {
  return [
    ...[...verdictTables(summary), ...decisionTables(summary, "all")],
    ...comparisonTables(summary),
    ...[...metricTables(summary), ...answerTables(summary)],
  ];
}

/** Those that are not of an answer, as a page has room for them. */
export function tablesOfRun(summary: RunSummary): Table[] {
  return [
    ...[...verdictTables(summary), ...decisionTables(summary)],
    ...[...comparisonTables(summary), ...metricTables(summary)],
  ];
}

function verdictTables(summary: RunSummary): Table[] {
  return VERDICTS.flatMap((make) => make(summary) ?? []);
}

/** Those of decisions; none where a run has no operating point. */
export function decisionTables(summary: RunSummary, flips: "shown" | "all" = "shown"): Table[] {
  return DECISIONS.flatMap((make) => make(summary, flips) ?? []);
}

/** Those of metrics and of what was searched; where no metric has a value, the samples by their image scores alone. */
export function metricTables(summary: RunSummary): Table[] {
  if (!isMeasured(summary)) return [hardestTable(summary) ?? []].flat();
  return TABLES.flatMap((make) => make(summary) ?? []);
}

/** Tables too wide or too long for the page, which are files alone. */
export function furtherTablesOf(summary: RunSummary): Table[] {
  return [
    decisionsSweepsTable(summary) ?? [],
    isMeasured(summary) ? (intervalsTable(summary) ?? []) : [],
  ].flat();
}

/** The tables that say how well it was searched. */
export function diagnosesOf(summary: RunSummary): Table[] {
  return DIAGNOSES.flatMap((make) => make(summary) ?? []);
}
