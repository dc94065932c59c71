// The landscape: a plane of two shifts, the curve over each one alone, and a search that can be watched on it.

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { BoxedShift, ShiftBox, ShiftPoint } from "../../src/core/shift.ts";
import { byStage, pointWords } from "../../src/explore/amounts.ts";
import { GRID_COUNTS, type LandscapeCell, landscapePlan } from "../../src/explore/landscape.ts";
import { boxOf, type SampleDetail } from "../../src/explore/protocol.ts";
import { DRAWN_READINGS, type Reading } from "../../src/explore/readings.ts";
import type { ViewProps } from "../app.tsx";
import { useAsked, useWork } from "../work.ts";
import { Curves } from "./curves.tsx";
import { useLevels } from "./levels.ts";
import { Plane } from "./plane.tsx";
import { Progress } from "./progress.tsx";
import { SearchPanel } from "./search-panel.tsx";
import { actingOn } from "./shift-boxes.tsx";
import type { Track } from "./trajectory.tsx";

type Axes = readonly [BoxedShift, BoxedShift];

interface Drawn {
  readonly axes: Axes;
  readonly count: number;
  readonly plan: readonly LandscapeCell[];
}

export function Landscape(props: ViewProps): JSX.Element {
  const { backend, state, address, change } = props;
  const { sample } = address;
  const opened = useAsked(
    async (signal) => (sample === null ? null : await backend.open(sample, signal)),
    [backend, sample],
  );
  const box = useMemo(() => boxOf(state), [state]);
  if (sample === null || opened.failure !== null) {
    return (
      <p role={opened.failure === null ? "status" : "alert"}>
        {opened.failure ?? "Choose a sample first."}{" "}
        <button type="button" onClick={() => change({ view: "playground" })}>
          To the playground
        </button>
      </p>
    );
  }
  if (opened.value === null) return <p role="status">Opening the sample…</p>;
  return <Surveyed {...props} key={sample} detail={opened.value} box={box} />;
}

function Surveyed({
  backend,
  state,
  address,
  change,
  detail,
  box,
}: ViewProps & { readonly detail: SampleDetail; readonly box: ShiftBox }): JSX.Element {
  const { view, mask, original, isGrey } = detail;
  const sample = view.id;
  const anomalous = view.anomalous || mask.includes(1);
  const readings = DRAWN_READINGS.filter((reading) => reading.of(original) !== null);
  const [reading, setReading] = useState(readings[0]);
  const [tracks, setTracks] = useState<readonly Track[]>([]);
  const [best, setBest] = useState<ShiftPoint | null>(null);
  const open = (point: ShiftPoint): void => change({ view: "playground", point });
  if (reading === undefined) return <p role="alert">Nothing can be drawn of this sample.</p>;
  return (
    <div class="landscape">
      <div class="wide row">
        <h2>{view.name}</h2>
        <ReadingSelect readings={readings} value={reading} onChange={setReading} />
      </div>
      <PlaneSection
        {...{ backend, state, box, sample, isGrey, reading, anomalous, tracks, best }}
        at={address.point}
        onOpen={open}
      />
      <div class="beside">
        <SearchPanel
          {...{ backend, state, sample, isGrey }}
          onTracks={(next, found) => {
            setTracks(next);
            setBest(found);
          }}
          onOpen={open}
        />
        <Curves {...{ backend, state, box, sample, isGrey, reading, anomalous }} onOpen={open} />
      </div>
    </div>
  );
}

interface PlaneSectionProps extends Pick<ViewProps, "backend" | "state"> {
  readonly box: ShiftBox;
  readonly sample: string;
  readonly isGrey: boolean;
  /** Where the other shifts stand. */
  readonly at: ShiftPoint;
  readonly reading: Reading;
  readonly anomalous: boolean;
  readonly tracks: readonly Track[];
  readonly best: ShiftPoint | null;
  readonly onOpen: (point: ShiftPoint) => void;
}

function PlaneSection(props: PlaneSectionProps): JSX.Element | null {
  const { backend, state, sample, isGrey, at } = props;
  const box = props.box.filter(({ facts }) => !isGrey || !facts.needsColour);
  const [axes, setAxes] = useState(() => firstAxes(box, actingOn(state.search.over, state.shifts, isGrey)));
  const [count, setCount] = useState(17);
  const [drawn, setDrawn] = useState<Drawn | null>(() =>
    axes === null ? null : drawnOf(axes, count, at, box),
  );
  const plane = useLevels();
  const work = useWork();
  // With a single shift there is no plane; its curve is beside.
  if (axes === null || drawn === null) return null;
  const draw = (): void => {
    setDrawn(drawnOf(axes, count, at, box));
    plane.clear();
    const names = axes.map(({ facts }) => facts.name);
    const request = { sample, axes: names, count, at: rest(axes, at) };
    work.start((signal) => backend.landscape(request, plane.add, signal));
  };
  const others = pointWords(rest(drawn.axes, at), state.shifts);
  return (
    <section class="survey" aria-labelledby="plane-title">
      <h2 id="plane-title">Plane</h2>
      <div class="row">
        <AxisSelect
          {...{ box, label: "across", value: axes[0], other: axes[1] }}
          onChange={(x) => setAxes([x, axes[1]])}
        />
        <AxisSelect
          {...{ box, label: "up", value: axes[1], other: axes[0] }}
          onChange={(y) => setAxes([axes[0], y])}
        />
        <label>
          <span class="soft">points</span>
          <select value={String(count)} onChange={(event) => setCount(Number(event.currentTarget.value))}>
            {GRID_COUNTS.map((each) => (
              <option key={each} value={String(each)}>{`${each} × ${each}`}</option>
            ))}
          </select>
        </label>
        <button type="button" class="primary" disabled={work.running} onClick={draw}>
          Draw
        </button>
        {work.running && (
          <button type="button" onClick={work.stop}>
            Stop
          </button>
        )}
      </div>
      <Progress label="Plane" done={plane.levels.length} planned={drawn.plan.length} running={work.running} />
      {work.failure !== null && <p role="alert">{work.failure}</p>}
      <Plane
        {...drawn}
        {...{ reading: props.reading, anomalous: props.anomalous, tracks: props.tracks, best: props.best }}
        shifts={state.shifts}
        levels={plane.levels}
        onOpen={props.onOpen}
      />
      <p class="soft">{others === "" ? "No other shift acts." : `As in the playground: ${others}.`}</p>
    </section>
  );
}

/** The first two of the shifts that are of interest, or of all. */
function firstAxes(box: ShiftBox, over: readonly string[]): Axes | null {
  const inOrder = box.toSorted(
    (left, right) => Number(over.includes(right.facts.name)) - Number(over.includes(left.facts.name)),
  );
  const [first, second] = inOrder;
  return first === undefined || second === undefined ? null : [first, second];
}

function drawnOf(axes: Axes, count: number, at: ShiftPoint, box: ShiftBox): Drawn {
  const names = axes.map(({ facts }) => facts.name);
  return { axes, count, plan: landscapePlan({ axes: names, count, at: rest(axes, at) }, box) };
}

/** What of a point a plane does not run over. */
function rest(axes: Axes, point: ShiftPoint): ShiftPoint {
  const names = axes.map(({ facts }) => facts.name);
  return Object.fromEntries(Object.entries(point).filter(([name]) => !names.includes(name)));
}

function ReadingSelect({
  readings,
  value,
  onChange,
}: {
  readonly readings: readonly Reading[];
  readonly value: Reading;
  readonly onChange: (reading: Reading) => void;
}): JSX.Element {
  return (
    <label>
      <span class="soft">shown</span>
      <select
        value={value.title}
        onChange={(event) => {
          const chosen = readings.find(({ title }) => title === event.currentTarget.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {readings.map(({ title }) => (
          <option key={title}>{title}</option>
        ))}
      </select>
    </label>
  );
}

function AxisSelect({
  box,
  label,
  value,
  other,
  onChange,
}: {
  readonly box: ShiftBox;
  readonly label: string;
  readonly value: BoxedShift;
  readonly other: BoxedShift;
  readonly onChange: (shift: BoxedShift) => void;
}): JSX.Element {
  return (
    <label>
      <span class="soft">{label}</span>
      <select
        value={value.facts.name}
        onChange={(event) => {
          const chosen = box.find(({ facts }) => facts.name === event.currentTarget.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {byStage(
          box.filter((each) => each.facts !== other.facts),
          ({ facts }) => facts.stage,
        ).map(({ title: stage, shifts }) => (
          <optgroup key={stage} label={stage}>
            {shifts.map(({ facts: { name, symbol, title } }) => (
              <option key={name} value={name}>
                {`${symbol} ${title}`}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
