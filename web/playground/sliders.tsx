// A slider for every shift, by where in the picture's making it acts; what is at rest is folded away.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { BoxedShift, ShiftBox, ShiftFacts, ShiftPoint } from "../../src/core/shift.ts";
import { byStage } from "../../src/explore/amounts.ts";
import type { SampleDetail } from "../../src/explore/protocol.ts";
import { Fold } from "../fold.tsx";
import { Slider } from "./slider.tsx";

/** Id of what is said of colour on a grey picture. */
function colourlessId({ stage }: Pick<ShiftFacts, "stage">): string {
  return `colourless-${stage}`;
}

export interface SlidersProps {
  readonly point: ShiftPoint;
  readonly box: ShiftBox;
  /** The shifts that are of interest unless others are chosen, by name. */
  readonly over: readonly string[];
  readonly detail: Pick<SampleDetail, "pictureSize" | "isGrey">;
  readonly onChange: (point: ShiftPoint) => void;
}

export function Sliders(props: SlidersProps): JSX.Element {
  return (
    <div class="sliders">
      {byStage(props.box, ({ facts }) => facts.stage).map(({ title, shifts }) => (
        <Stage key={title} {...props} title={title} shifts={shifts} />
      ))}
    </div>
  );
}

function Stage({
  title,
  shifts,
  ...props
}: SlidersProps & { readonly title: string; readonly shifts: ShiftBox }): JSX.Element {
  const { point, over, detail } = props;
  // A slider stays where it is while it is moved, so what stands first is settled when the page opens.
  const [first] = useState(() =>
    shifts.filter(({ facts: { name } }) => over.includes(name) || point[name] !== undefined),
  );
  const others = shifts.filter((boxed) => !first.includes(boxed));
  const acting = countOf(shifts, point);
  const colours = detail.isGrey ? shifts.filter(({ facts }) => facts.needsColour) : [];
  const [colourless] = colours;
  return (
    <Fold title={title} note={actingWords(acting)} opened={first.length > 0} acting={acting}>
      {colourless !== undefined && (
        <p class="soft" id={colourlessId(colourless.facts)}>
          {`The picture is grey: ${symbolsOf(colours)} would shift no colour.`}
        </p>
      )}
      <SliderList {...props} shifts={first.length > 0 ? first : others} />
      {first.length > 0 && others.length > 0 && (
        <Fold
          title={`${others.length} more`}
          note={actingWords(countOf(others, point)) || symbolsOf(others)}
          opened={false}
          acting={countOf(others, point)}
        >
          <SliderList {...props} shifts={others} />
        </Fold>
      )}
    </Fold>
  );
}

function SliderList({
  point,
  box,
  detail: { pictureSize, isGrey },
  onChange,
  shifts,
}: SlidersProps & { readonly shifts: ShiftBox }): JSX.Element {
  return (
    <>
      {shifts.map((boxed) => (
        <Slider
          key={boxed.facts.name}
          {...{ boxed, pictureSize }}
          amount={point[boxed.facts.name]}
          refusedBy={isGrey && boxed.facts.needsColour ? colourlessId(boxed.facts) : null}
          onAmount={(amount) => onChange(changed(point, boxed, amount, box))}
        />
      ))}
    </>
  );
}

/** The point with a shift at an amount, in canonical order; without the shift for undefined. */
function changed(
  point: ShiftPoint,
  { facts: { name } }: BoxedShift,
  amount: number | undefined,
  box: ShiftBox,
): ShiftPoint {
  const next: Record<string, number | undefined> = { ...point, [name]: amount };
  const named = box.flatMap(({ facts }): [string, number][] => {
    const value = next[facts.name];
    return value === undefined ? [] : [[facts.name, value]];
  });
  return Object.fromEntries(named);
}

function countOf(shifts: ShiftBox, point: ShiftPoint): number {
  return shifts.filter(({ facts }) => point[facts.name] !== undefined).length;
}

function actingWords(count: number): string {
  if (count === 0) return "";
  return count === 1 ? "1 acts" : `${count} act`;
}

function symbolsOf(shifts: ShiftBox): string {
  return shifts.map(({ facts }) => facts.symbol).join(", ");
}
