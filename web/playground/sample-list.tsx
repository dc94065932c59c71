// The samples of the data set: filters, thumbnails, more on demand.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Backend, ExploreState, SampleView } from "../../src/explore/protocol.ts";
import { useAsked, useWork } from "../work.ts";

const PAGE = 24;

export function SampleList({
  backend,
  state,
  chosen,
  onChoose,
}: {
  readonly backend: Backend;
  readonly state: ExploreState;
  readonly chosen: string | null;
  readonly onChoose: (sample: SampleView) => void;
}): JSX.Element {
  const [object, setObject] = useState("");
  const [defect, setDefect] = useState("");
  const [samples, setSamples] = useState<readonly SampleView[]>([]);
  const [total, setTotal] = useState<number | null>(null);
  const work = useWork();
  const load = (known: readonly SampleView[]): void =>
    work.start(async (signal) => {
      const filter = { object: object || undefined, defect: defect || undefined };
      const page = await backend.samples(filter, known.length, PAGE);
      if (signal.aborted) return;
      setSamples([...known, ...page.samples]);
      setTotal(page.total);
      const [first] = page.samples;
      if (chosen === null && first !== undefined && known.length === 0) onChoose(first);
    });
  useEffect(() => load([]), [object, defect]);
  return (
    <section class="samples" aria-labelledby="samples-title">
      <h2 id="samples-title">Samples</h2>
      <div class="filters">
        <Filter name="object" values={state.objects} value={object} onChange={setObject} />
        <Filter name="defect" values={state.defects} value={defect} onChange={setDefect} />
      </div>
      {work.failure !== null && <p role="alert">{work.failure}</p>}
      <ul class="thumbnails">
        {samples.map((sample) => (
          <li key={sample.id}>
            <button
              type="button"
              class="thumbnail"
              aria-pressed={sample.id === chosen}
              title={sample.name}
              onClick={() => onChoose(sample)}
            >
              <Thumbnail backend={backend} sample={sample} />
              <span>{`${sample.object} · ${sample.defect}`}</span>
            </button>
          </li>
        ))}
      </ul>
      <p class="soft" role="status">
        {total === null ? "Listing…" : `${samples.length} of ${total} shown`}
      </p>
      {total !== null && samples.length < total && (
        <button type="button" disabled={work.running} onClick={() => load(samples)}>
          Show more
        </button>
      )}
    </section>
  );
}

function Filter({
  name,
  values,
  value,
  onChange,
}: {
  readonly name: string;
  readonly values: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  return (
    <label>
      <span class="soft">{name}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">all</option>
        {values.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  );
}

function Thumbnail({ backend, sample }: { backend: Backend; sample: SampleView }): JSX.Element {
  const { value } = useAsked(() => backend.thumbnail(sample.id), [backend, sample.id]);
  return value === null ? (
    <span class="blank" />
  ) : (
    <img src={value} width={96} height={96} loading="lazy" alt="" />
  );
}
