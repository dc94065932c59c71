// Metrics: a file and a line each, in the order in which tables have them.

import type { MetricFacts } from "../core/metric-set.ts";
import { openRegistry, type Registry } from "../core/registry.ts";
import { ap } from "./ap.ts";
import { aupro } from "./aupro.ts";
import { f1max } from "./f1max.ts";
import { imageAuroc } from "./image-auroc.ts";
import { loss } from "./loss.ts";
import type { Metric } from "./metric.ts";
import { pauroc } from "./pauroc.ts";

export const METRICS: Registry<Metric> = openRegistry("metric", [pauroc, aupro, f1max, ap, imageAuroc, loss]);

/** What is known of every metric, in their order: plain data. The first heads tables and sorts them. */
export function metricFacts(): readonly MetricFacts[] {
  return METRICS.all().map(factsOf);
}

/** The metrics that main tables show, and that intervals are drawn of. */
export function shownMetrics(): readonly Metric[] {
  return METRICS.all().filter(({ shown }) => shown);
}

function factsOf({ name, title, unit, decimals, better, shown }: MetricFacts): MetricFacts {
  return { name, title, unit, decimals, better, shown };
}
