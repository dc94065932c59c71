// "Find the worst case", live: the search of a study, watched point by point, with an end to it.

import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { ShiftFacts, ShiftPoint } from "../../src/core/shift.ts";
import { pointWords } from "../../src/explore/amounts.ts";
import type { Backend, ExploreState, StrategyView } from "../../src/explore/protocol.ts";
import { levelText } from "../../src/explore/readings.ts";
import type { SearchView, SeenPoint } from "../../src/explore/traced-search.ts";
import { useWork } from "../work.ts";
import { Progress } from "./progress.tsx";
import { actingOn, ShiftBoxes } from "./shift-boxes.tsx";
import type { Track } from "./trajectory.tsx";

/** More are refused. */
const MOST_SEARCHED = 6;

export function SearchPanel({
  backend,
  state,
  sample,
  isGrey,
  onTracks,
  onOpen,
}: {
  readonly backend: Backend;
  readonly state: ExploreState;
  readonly sample: string;
  readonly isGrey: boolean;
  readonly onTracks: (tracks: readonly Track[], best: ShiftPoint | null) => void;
  readonly onOpen: (point: ShiftPoint) => void;
}): JSX.Element {
  const [over, setOver] = useState(() => actingOn(state.search.over, state.shifts, isGrey));
  const [criterion, setCriterion] = useState(state.search.criterion);
  const [strategy, setStrategy] = useState(state.search.strategy);
  const [budget, setBudget] = useState(state.search.budget);
  const [seed, setSeed] = useState(state.search.seed);
  const [progress, setProgress] = useState({ done: 0, planned: 0 });
  const [best, setBest] = useState<SeenPoint | null>(null);
  const [found, setFound] = useState<SearchView | null>(null);
  const seen = useRef<SeenPoint[]>([]);
  const work = useWork();
  const refused = refusalOf(
    state.shifts.filter(({ name }) => over.includes(name)),
    state.strategies.find(({ name }) => name === strategy),
  );

  const start = (): void => {
    seen.current = [];
    setFound(null);
    setBest(null);
    setProgress({ done: 0, planned: budget });
    work.start(async (signal) => {
      const result = await backend.search(
        { sample, over, criterion, strategy, budget, seed },
        ({ points, planned, worst }) => {
          seen.current.push(...points);
          setBest(worst);
          setProgress({ done: seen.current.length, planned });
          onTracks(
            [{ connected: false, points: seen.current.map(({ point }) => point) }],
            worst?.point ?? null,
          );
        },
        signal,
      );
      setFound(result);
      setBest(result.best);
      setProgress({ done: result.evaluations, planned: result.evaluations });
      onTracks(tracksOf(result), result.best.point);
    });
  };

  return (
    <section class="search" aria-labelledby="search-title">
      <h2 id="search-title">Find the worst case</h2>
      <ShiftBoxes
        title="Shifts to search:"
        {...{ shifts: state.shifts, chosen: over, isGrey }}
        onChange={setOver}
      />
      <div class="row">
        <label>
          <span class="soft">makes worse</span>
          <select value={criterion} onChange={(event) => setCriterion(event.currentTarget.value)}>
            {state.criteria.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="soft">strategy</span>
          <select value={strategy} onChange={(event) => setStrategy(event.currentTarget.value)}>
            {state.strategies.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <Count name="steps" value={budget} least={1} most={2000} onChange={setBudget} />
        <Count name="seed" value={seed} least={0} most={1_000_000} onChange={setSeed} />
        <button type="button" class="primary" disabled={work.running || refused !== null} onClick={start}>
          Find
        </button>
        {work.running && (
          <button type="button" onClick={work.stop}>
            Stop
          </button>
        )}
      </div>
      <p class="soft">{state.criteria.find(({ name }) => name === criterion)?.formula}</p>
      {progress.planned > 0 && <Progress label="Search" {...progress} running={work.running} />}
      {refused !== null && <p role="alert">{refused}</p>}
      {work.failure !== null && <p role="alert">{work.failure}</p>}
      <p role="status" class="found">
        {best === null
          ? "Nothing searched yet."
          : `${found === null ? "Worst so far" : "Worst found"}: ${levelText(best)} at ${pointWords(best.point, state.shifts)}`}
      </p>
      {best !== null && (
        <button type="button" onClick={() => onOpen(best.point)}>
          Open in the playground
        </button>
      )}
    </section>
  );
}

/** Why a search would be refused; null where it would not. */
function refusalOf(shifts: readonly ShiftFacts[], strategy: StrategyView | undefined): string | null {
  if (shifts.length === 0) return "Choose the shifts to search.";
  if (shifts.length > MOST_SEARCHED)
    return `A search takes at most ${MOST_SEARCHED} shifts; ${shifts.length} are chosen.`;
  const without = shifts.filter(({ derivative }) => derivative === "none").map(({ symbol }) => symbol);
  if (strategy?.needs !== "gradients" || without.length === 0) return null;
  return `${strategy.name} needs derivatives, and there is none by ${without.join(", ")}: choose another strategy.`;
}

function Count({
  name,
  value,
  least,
  most,
  onChange,
}: {
  readonly name: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}): JSX.Element {
  return (
    <label>
      <span class="soft">{name}</span>
      <input
        type="number"
        class="count"
        min={least}
        max={most}
        value={value}
        onChange={(event) => {
          const given = Math.round(Number(event.currentTarget.value));
          if (Number.isFinite(given)) onChange(Math.min(most, Math.max(least, given)));
        }}
      />
    </label>
  );
}

/** A track per restart; points that belong to no walk stay loose. */
function tracksOf({ trace }: SearchView): Track[] {
  const restarts = [...new Set(trace.map(({ restart }) => restart))];
  return restarts.map((number) => ({
    connected: restarts.length > 1,
    points: trace.filter(({ restart }) => restart === number).map(({ point }) => point),
  }));
}
