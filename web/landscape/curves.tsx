// The curve over each of some shifts, the others not acting at all.

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Level } from "../../src/core/objective.ts";
import { type ShiftBox, type ShiftPoint, UNSHIFTED } from "../../src/core/shift.ts";
import { type LandscapeRequest, landscapePlan } from "../../src/explore/landscape.ts";
import type { Backend, ExploreState } from "../../src/explore/protocol.ts";
import type { Reading } from "../../src/explore/readings.ts";
import { useWork } from "../work.ts";
import { Curve } from "./curve.tsx";
import { actingOn, ShiftBoxes } from "./shift-boxes.tsx";

const COUNT = 17;

export function Curves({
  backend,
  state,
  box,
  sample,
  isGrey,
  reading,
  anomalous,
  onOpen,
}: {
  readonly backend: Backend;
  readonly state: ExploreState;
  readonly box: ShiftBox;
  readonly sample: string;
  readonly isGrey: boolean;
  readonly reading: Reading;
  readonly anomalous: boolean;
  readonly onOpen: (point: ShiftPoint) => void;
}): JSX.Element {
  const [chosen, setChosen] = useState(() => actingOn(state.search.over, state.shifts, isGrey));
  const [levels, setLevels] = useState<ReadonlyMap<string, readonly Level[]>>(new Map());
  const work = useWork();
  const plans = useMemo(
    () => new Map(box.map(({ facts }) => [facts.name, landscapePlan(requestOf(facts.name), box)])),
    [box],
  );
  const draw = (): void => {
    setLevels(new Map());
    work.start(async (signal) => {
      for (const name of chosen) {
        const add = (more: readonly Level[]): void =>
          setLevels((before) => new Map([...before, [name, [...(before.get(name) ?? []), ...more]]]));
        await backend.landscape({ sample, ...requestOf(name) }, add, signal);
      }
    });
  };
  return (
    <section class="curves" aria-labelledby="curves-title">
      <h2 id="curves-title">Each shift alone</h2>
      <ShiftBoxes
        title="Shifts to draw:"
        {...{ shifts: state.shifts, chosen, isGrey }}
        onChange={setChosen}
      />
      <div class="row">
        <button type="button" disabled={work.running || chosen.length === 0} onClick={draw}>
          Draw curves
        </button>
        {work.running && (
          <button type="button" onClick={work.stop}>
            Stop
          </button>
        )}
      </div>
      {work.failure !== null && <p role="alert">{work.failure}</p>}
      {box
        .filter(({ facts }) => chosen.includes(facts.name))
        .map((boxed) => (
          <Curve
            key={boxed.facts.name}
            {...{ boxed, reading, anomalous, onOpen }}
            plan={plans.get(boxed.facts.name) ?? []}
            levels={levels.get(boxed.facts.name) ?? []}
          />
        ))}
    </section>
  );
}

function requestOf(name: string): Omit<LandscapeRequest, "sample"> {
  return { axes: [name], count: COUNT, at: UNSHIFTED };
}
