// The landscape: a plane of two shifts, the curve over each one alone, and a search that can be watched on it.

import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Level } from "../../src/core/objective.ts";
import { IDENTITY, SHIFT_NAMES, type Shift, type ShiftPoint } from "../../src/core/shift.ts";
import { GRID_COUNTS, type LandscapeCell, landscapePlan } from "../../src/explore/landscape.ts";
import { SHIFT_LABELS } from "../../src/explore/protocol.ts";
import type { ViewProps } from "../app.tsx";
import { useAsked, useWork } from "../work.ts";
import { Curve } from "./curve.tsx";
import { type Metric, Plane } from "./plane.tsx";
import { Progress } from "./progress.tsx";
import { SearchPanel } from "./search-panel.tsx";
import type { Track } from "./trajectory.tsx";

const CURVE_COUNT = 17;

interface Drawn {
  readonly axes: readonly [Shift, Shift];
  readonly count: number;
  readonly plan: readonly LandscapeCell[];
}

export function Landscape(props: ViewProps): JSX.Element {
  const { backend, address, change } = props;
  const { sample } = address;
  const opened = useAsked(
    async (signal) => (sample === null ? null : await backend.open(sample, signal)),
    [backend, sample],
  );
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
  const { view, mask } = opened.value;
  return <Surveyed {...props} key={sample} sample={sample} name={view.name} masked={mask.includes(1)} />;
}

function Surveyed({
  backend,
  state,
  address,
  change,
  sample,
  name,
  masked,
}: ViewProps & { readonly sample: string; readonly name: string; readonly masked: boolean }): JSX.Element {
  const { ranges } = state;
  const [axes, setAxes] = useState<readonly [Shift, Shift]>(["theta", "hue"]);
  const [count, setCount] = useState(17);
  const [metric, setMetric] = useState<Metric>(masked ? "pauroc" : "loss");
  const [drawn, setDrawn] = useState<Drawn>(() => drawnOf(["theta", "hue"], 17, address.point, ranges));
  const [tracks, setTracks] = useState<readonly Track[]>([]);
  const [best, setBest] = useState<ShiftPoint | null>(null);
  const plane = useLevels();
  const curves = useCurves({ backend, sample, ranges });
  const work = useWork();
  const open = (point: ShiftPoint): void => change({ view: "playground", point });
  const draw = (): void => {
    const next = drawnOf(axes, count, address.point, ranges);
    setDrawn(next);
    plane.clear();
    const request = { sample, axes: next.axes, count: next.count, at: rest(axes, address.point) };
    work.start((signal) => backend.landscape(request, plane.add, signal));
  };
  const done = plane.levels.length;
  const third = SHIFT_NAMES.find((shift) => !axes.includes(shift)) ?? "saturation";
  return (
    <div class="landscape">
      <h2 class="wide">{name}</h2>
      <section class="survey" aria-labelledby="plane-title">
        <h2 id="plane-title">Plane</h2>
        <div class="row">
          <AxisSelect
            label="across"
            value={axes[0]}
            other={axes[1]}
            onChange={(x) => setAxes([x, axes[1]])}
          />
          <AxisSelect label="up" value={axes[1]} other={axes[0]} onChange={(y) => setAxes([axes[0], y])} />
          <label>
            <span class="soft">points</span>
            <select value={String(count)} onChange={(event) => setCount(Number(event.currentTarget.value))}>
              {GRID_COUNTS.map((each) => (
                <option key={each} value={String(each)}>{`${each} × ${each}`}</option>
              ))}
            </select>
          </label>
          <label>
            <span class="soft">shown</span>
            <select
              value={metric}
              onChange={(event) => setMetric(event.currentTarget.value === "loss" ? "loss" : "pauroc")}
            >
              {masked && <option value="pauroc">pAUROC</option>}
              <option value="loss">loss</option>
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
        <Progress label="Plane" done={done} planned={drawn.plan.length} running={work.running} />
        {work.failure !== null && <p role="alert">{work.failure}</p>}
        <Plane
          {...{ metric, tracks, best, ranges, axes: drawn.axes, count: drawn.count, plan: drawn.plan }}
          levels={plane.levels}
          onOpen={open}
        />
        <p class="soft">{`${SHIFT_LABELS[third].symbol} stays at ${address.point[third].toFixed(2)}, as in the playground.`}</p>
      </section>
      <div class="beside">
        <SearchPanel
          {...{ backend, state, sample }}
          onTracks={(next, found) => {
            setTracks(next);
            setBest(found);
          }}
          onOpen={open}
        />
        <section class="curves" aria-labelledby="curves-title">
          <h2 id="curves-title">Each shift alone</h2>
          <div class="row">
            <button type="button" disabled={curves.running} onClick={curves.draw}>
              Draw curves
            </button>
            {curves.running && (
              <button type="button" onClick={curves.stop}>
                Stop
              </button>
            )}
          </div>
          {curves.failure !== null && <p role="alert">{curves.failure}</p>}
          {SHIFT_NAMES.map((shift) => (
            <Curve
              key={shift}
              {...{ shift, ranges, metric }}
              plan={curves.plans[shift]}
              levels={curves.levels[shift]}
              onOpen={open}
            />
          ))}
        </section>
      </div>
    </div>
  );
}

function drawnOf(
  axes: readonly [Shift, Shift],
  count: number,
  point: ShiftPoint,
  ranges: ViewProps["state"]["ranges"],
): Drawn {
  return { axes, count, plan: landscapePlan({ axes, count, at: rest(axes, point) }, ranges) };
}

/** What of a point a plane does not run over. */
function rest(axes: readonly Shift[], point: ShiftPoint): ShiftPoint {
  const at = { ...point };
  for (const shift of axes) at[shift] = 0;
  return at;
}

interface Survey {
  readonly backend: ViewProps["backend"];
  readonly sample: string;
  readonly ranges: ViewProps["state"]["ranges"];
}

/** Levels that come faster than they can be drawn: shown once a frame. */
function useLevels(): {
  readonly levels: readonly Level[];
  add(levels: readonly Level[]): void;
  clear(): void;
} {
  const [levels, setLevels] = useState<readonly Level[]>([]);
  const all = useRef<Level[]>([]);
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return useMemo(
    () => ({
      levels,
      add: (more: readonly Level[]) => {
        all.current.push(...more);
        cancelAnimationFrame(frame.current);
        frame.current = requestAnimationFrame(() => setLevels([...all.current]));
      },
      clear: () => {
        all.current = [];
        setLevels([]);
      },
    }),
    [levels],
  );
}

type PerShift<Value> = Readonly<Record<Shift, Value>>;

function useCurves({ backend, sample, ranges }: Survey): {
  readonly plans: PerShift<readonly LandscapeCell[]>;
  readonly levels: PerShift<readonly Level[]>;
  readonly running: boolean;
  readonly failure: string | null;
  draw(): void;
  stop(): void;
} {
  const none: PerShift<readonly Level[]> = { theta: [], hue: [], saturation: [] };
  const [levels, setLevels] = useState(none);
  const work = useWork();
  const request = (shift: Shift): { axes: Shift[]; count: number; at: ShiftPoint } => ({
    axes: [shift],
    count: CURVE_COUNT,
    at: IDENTITY,
  });
  const plans = useMemo(
    () => ({
      theta: landscapePlan(request("theta"), ranges),
      hue: landscapePlan(request("hue"), ranges),
      saturation: landscapePlan(request("saturation"), ranges),
    }),
    [ranges],
  );
  const draw = (): void => {
    setLevels(none);
    work.start(async (signal) => {
      for (const shift of SHIFT_NAMES) {
        const add = (more: readonly Level[]): void =>
          setLevels((before) => ({ ...before, [shift]: [...before[shift], ...more] }));
        await backend.landscape({ sample, ...request(shift) }, add, signal);
      }
    });
  };
  return { plans, levels, draw, running: work.running, failure: work.failure, stop: work.stop };
}

function AxisSelect({
  label,
  value,
  other,
  onChange,
}: {
  readonly label: string;
  readonly value: Shift;
  readonly other: Shift;
  readonly onChange: (shift: Shift) => void;
}): JSX.Element {
  return (
    <label>
      <span class="soft">{label}</span>
      <select
        value={value}
        onChange={(event) => {
          const chosen = SHIFT_NAMES.find((shift) => shift === event.currentTarget.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {SHIFT_NAMES.filter((shift) => shift !== other).map((shift) => (
          <option key={shift} value={shift}>
            {`${SHIFT_LABELS[shift].symbol} ${SHIFT_LABELS[shift].name}`}
          </option>
        ))}
      </select>
    </label>
  );
}
