// Metrics: a file and a line each, in the order in which tables have them.

import type { MetricFacts } from "../core/metric-set.ts";
import { openRegistry, type Registry } from "../core/registry.ts";
import { ap } from "./ap.ts";
import { aupimo } from "./aupimo.ts";
import { aupimoFrozen } from "./aupimo-frozen.ts";
import { aupro } from "./aupro.ts";
import { defectRecall } from "./defect-recall.ts";
import { f1max } from "./f1max.ts";
import { imageAuroc } from "./image-auroc.ts";
import { imageF1 } from "./image-f1.ts";
import { imageF1max } from "./image-f1max.ts";
import { loss } from "./loss.ts";
import type { Metric } from "./metric.ts";
import { missedRegions } from "./missed-regions.ts";
import { pauroc } from "./pauroc.ts";

export const METRICS: Registry<Metric> = openRegistry("metric", [
  ...[pauroc, aupro, f1max, ap, imageAuroc, loss],
  ...[imageF1max, aupimo, aupimoFrozen, imageF1, defectRecall, missedRegions],
]);

/**
 * What is known of every metric: plain data. The first heads tables and sorts them. In their order; without maps those of
 * image scores come first, and of them are shown the first and those that always are.
 */
export function metricFacts(givesMaps = true): readonly MetricFacts[] {
  if (givesMaps) return METRICS.all().map(factsOf);
  const shown = shownMetrics(false);
  const [defined, others] = [true, false].map((ofImages) =>
    METRICS.all().filter(({ needs }) => (needs === "images") === ofImages),
  );
  return [...(defined ?? []), ...(others ?? [])].map((metric) => ({
    ...factsOf(metric),
    shown: shown.includes(metric),
  }));
}

/** The metrics that main tables show, and that intervals are drawn of; without maps those of image scores. */
export function shownMetrics(givesMaps = true): readonly Metric[] {
  if (givesMaps) return METRICS.all().filter(({ shown }) => shown);
  const ofImages = METRICS.all().filter(({ needs }) => needs === "images");
  return ofImages.filter(({ shown }, index) => shown || index === 0);
}

function factsOf({ name, title, unit, decimals, better, shown }: MetricFacts): MetricFacts {
  return { name, title, unit, decimals, better, shown };
}
