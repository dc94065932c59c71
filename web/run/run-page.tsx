// A finished run: its tables and figures, and from any number of theirs to the samples behind it; two runs side by
// side.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Backend } from "../../src/explore/protocol.ts";
import type { FigureView, RunView } from "../../src/explore/run-view.ts";
import type { Cell } from "../../src/report/tables/table.ts";
import type { ViewProps } from "../app.tsx";
import { useAsked } from "../work.ts";
import { DataTable } from "./data-table.tsx";
import { type SampleChoice, SamplesTable } from "./samples-table.tsx";

/** Tables that stand side by side: the first of a report say what it found. */
const LEADING_TABLES = 2;

const ALL: SampleChoice = { object: null, sample: null };

export function RunPage(props: ViewProps): JSX.Element {
  const { backend, state, address, change } = props;
  const [first, second] = state.runs;
  const chosen = state.runs.find(({ id }) => id === address.run) ?? first;
  const both = address.run === "both" && second !== undefined;
  return (
    <div class="run">
      {second !== undefined && (
        <nav class="row" aria-label="Runs">
          {[...state.runs, { id: "both", name: "Side by side" }].map(({ id, name }) => (
            <button
              key={id}
              type="button"
              class="tab"
              aria-current={(both ? "both" : chosen?.id) === id ? "true" : undefined}
              onClick={() => change({ run: id })}
            >
              {name}
            </button>
          ))}
        </nav>
      )}
      {both && first !== undefined && second !== undefined ? (
        <SideBySide backend={backend} left={first.id} right={second.id} />
      ) : (
        chosen !== undefined && <OneRun {...props} id={chosen.id} key={chosen.id} />
      )}
    </div>
  );
}

function OneRun({ backend, change, id }: ViewProps & { readonly id: string }): JSX.Element {
  const { value: run, failure } = useAsked(() => backend.run(id), [backend, id]);
  const [choice, setChoice] = useState(ALL);
  if (failure !== null) return <p role="alert">{failure}</p>;
  if (run === null) return <p role="status">Reading the run…</p>;
  const toSamples = (row: readonly Cell[]): void => {
    setChoice(choiceOf(run, row));
    const section = document.getElementById("run-samples");
    section?.scrollIntoView({ block: "start" });
    section?.focus({ preventScroll: true });
  };
  return (
    <>
      <h2>{run.name}</h2>
      <Headline run={run} />
      {run.tables.map((table) => (
        <DataTable key={table.name} table={table} onRow={toSamples} />
      ))}
      <SamplesTable
        run={run}
        choice={choice}
        onChoice={setChoice}
        onOpen={(sample, point) => change({ view: "playground", sample, point })}
      />
      {run.answers.map(({ title, tables, figures }, at) => (
        <section key={title} aria-labelledby={`answer-${at}`}>
          <h2 id={`answer-${at}`}>{title}</h2>
          {tables.map((table) => (
            <DataTable key={table.name} table={table} onRow={toSamples} />
          ))}
          <Figures {...{ backend, figures }} run={run.id} />
        </section>
      ))}
      <section aria-labelledby="figures-title">
        <h2 id="figures-title">Figures</h2>
        <Figures backend={backend} run={run.id} figures={run.figures} />
      </section>
    </>
  );
}

function Figures({
  backend,
  run,
  figures,
}: {
  readonly backend: Backend;
  readonly run: string;
  readonly figures: readonly FigureView[];
}): JSX.Element {
  return (
    <div class="figures">
      {figures.map(({ name, title, caption }) => (
        <figure key={name}>
          <img src={backend.figure(run, name)} alt={title} loading="lazy" />
          <figcaption>{caption}</figcaption>
        </figure>
      ))}
    </div>
  );
}

function Headline({ run }: { readonly run: RunView }): JSX.Element {
  return (
    <>
      {run.headline !== null && (
        <div class="verdict">
          <p>
            <strong>{run.headline}</strong>
          </p>
          <ul>
            {run.sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      )}
      <dl class="facts">
        {run.facts.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function SideBySide({
  backend,
  left,
  right,
}: {
  readonly backend: Backend;
  readonly left: string;
  readonly right: string;
}): JSX.Element {
  const { value, failure } = useAsked(
    async () => await Promise.all([backend.run(left), backend.run(right), backend.difference(left, right)]),
    [backend, left, right],
  );
  if (failure !== null) return <p role="alert">{failure}</p>;
  if (value === null) return <p role="status">Reading the runs…</p>;
  const [one, other, difference] = value;
  return (
    <>
      <div class="sides">
        {[one, other].map((run) => (
          <section key={run.id} aria-label={run.name}>
            <h2>{run.name}</h2>
            <Headline run={run} />
            {run.tables.slice(0, LEADING_TABLES).map((table) => (
              <DataTable key={table.name} table={table} />
            ))}
          </section>
        ))}
      </div>
      <h2>{`What differs: left is ${one.name}, right is ${other.name}`}</h2>
      {difference.identical && <p>Nothing: the two runs are identical.</p>}
      {difference.tables.map((table) => (
        <DataTable key={table.name} table={table} />
      ))}
      {(["onlyLeft", "onlyRight"] as const).map(
        (side) =>
          difference[side].length > 0 && (
            <p key={side}>
              {`Only ${side === "onlyLeft" ? one.name : other.name}: ${difference[side].length} samples`}
            </p>
          ),
      )}
    </>
  );
}

/** The samples behind a row: those of the object, or the one sample, that its texts name. */
function choiceOf(run: RunView, row: readonly Cell[]): SampleChoice {
  const texts = row.filter((cell) => typeof cell === "string");
  const sample = run.samples.find((each) => texts.includes(each.sample))?.sample ?? null;
  const object = run.objects.find((name) => texts.includes(name)) ?? null;
  return sample === null ? { object, sample: null } : { object: null, sample };
}
