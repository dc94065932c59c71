// The samples of a data set, each under an opaque id: whoever asks names ids, never paths.

import type { Dataset, Sample } from "../data/dataset.ts";
import type { SampleFilter, SamplePage, SampleView } from "./protocol.ts";

export interface Catalogue {
  readonly objects: readonly string[];
  readonly defects: readonly string[];
  page(filter: SampleFilter, offset: number, limit: number): SamplePage;
  find(id: string): { readonly sample: Sample; readonly view: SampleView } | undefined;
  /** The id of a sample by its path within the data set; null where it is not there. */
  idOf(path: string): string | null;
}

/** Lists a data set's test samples; decodes nothing. `idFor` gives distinct ids to distinct samples. */
export async function openCatalogue(
  dataset: Dataset,
  idFor: (sample: Sample, index: number) => string,
): Promise<Catalogue> {
  const samples: Sample[] = [];
  for (const object of dataset.objects) {
    for (const sample of await dataset.testSamples(object)) samples.push(sample);
  }
  const entries = samples.map((sample, index) => ({ sample, view: viewOf(sample, idFor(sample, index)) }));
  const byId = new Map(entries.map((entry) => [entry.view.id, entry]));
  const byPath = new Map(entries.map(({ sample, view }) => [sample.id, view.id]));
  return {
    objects: dataset.objects,
    defects: [...new Set(samples.map(({ defect }) => defect))].sort(),
    page: ({ object, defect }, offset, limit) => {
      const passing = entries.filter(
        ({ view }) =>
          (object === undefined || view.object === object) &&
          (defect === undefined || view.defect === defect),
      );
      return {
        total: passing.length,
        samples: passing.slice(offset, offset + limit).map(({ view }) => view),
      };
    },
    find: (id) => byId.get(id),
    idOf: (path) => byPath.get(path) ?? null,
  };
}

function viewOf({ id: name, object, defect, anomalous }: Sample, id: string): SampleView {
  return { id, name, object, defect, anomalous };
}
