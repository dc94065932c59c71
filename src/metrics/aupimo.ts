// AUPIMO: how much of each defect stands above what good pictures flag, at rates that a line can live with.

import type { Metric } from "./metric.ts";
import { areaUnderShared, resolutionNote } from "./shared-curve.ts";

export const aupimo: Metric = {
  name: "aupimo",
  title: "AUPIMO",
  unit: "fraction",
  decimals: 1,
  better: "higher",
  shown: false,
  needs: "pixels",
  source:
    "Bertoldo et al. 2024, exact: recall of a picture over ln of the shared false-positive rate, 1e-5 to 1e-4",
  of: ({ shared, pimoBounds }) => areaUnderShared(shared, pimoBounds),
  reason: ({ shared }) => {
    if (shared.anomalousPictures === 0) return "no anomalous picture";
    return shared.goodPictures === 0 ? "no normal picture" : null;
  },
  note: ({ shared: { goodPixels, lowestStep }, pimoBounds }) =>
    resolutionNote(pimoBounds.lower, goodPixels, lowestStep),
};
