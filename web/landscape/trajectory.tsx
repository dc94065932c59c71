// A search on a plane: each restart a line from its start, and the worst point found.

import type { JSX } from "preact";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { COLOURS } from "./palette.ts";
import type { Scale } from "./scale.ts";

/** A restart's points in order; while a search runs, one track of loose points. */
export interface Track {
  readonly connected: boolean;
  readonly points: readonly ShiftPoint[];
}

export function Trajectory({
  tracks,
  best,
  axes,
  across,
  down,
}: {
  readonly tracks: readonly Track[];
  readonly best: ShiftPoint | null;
  /** Names of the shifts across and up. */
  readonly axes: readonly [string, string];
  readonly across: Scale;
  readonly down: Scale;
}): JSX.Element {
  const place = (point: ShiftPoint): readonly [number, number] => [
    across(point[axes[0]] ?? 0),
    down(point[axes[1]] ?? 0),
  ];
  return (
    <g class="trajectory">
      {tracks.map(({ connected, points }, index) => {
        const colour = COLOURS[index % COLOURS.length] ?? "#fff";
        const places = points.map(place);
        const [start] = places;
        return (
          <g key={index} data-track={index}>
            {connected && <path d={pathOf(places)} class="halo" />}
            {connected && <path d={pathOf(places)} stroke={colour} />}
            {!connected &&
              places.map(([x, y], at) => <circle key={at} cx={x} cy={y} r={2.6} fill={colour} />)}
            {connected && start !== undefined && (
              <circle cx={start[0]} cy={start[1]} r={4.5} fill={colour} class="start" />
            )}
          </g>
        );
      })}
      {best !== null && <Star at={place(best)} />}
    </g>
  );
}

function Star({ at: [x, y] }: { readonly at: readonly [number, number] }): JSX.Element {
  const corners = Array.from({ length: 10 }, (_, index) => {
    const radius = index % 2 === 0 ? 10 : 4.5;
    const angle = (index * Math.PI) / 5 - Math.PI / 2;
    return `${x + radius * Math.cos(angle)},${y + radius * Math.sin(angle)}`;
  });
  return <polygon points={corners.join(" ")} class="star" />;
}

/** A line through places; a jump over half the plane (hue goes round) is not drawn. */
function pathOf(places: readonly (readonly [number, number])[]): string {
  return places
    .map(([x, y], index) => {
      const before = places[index - 1];
      const jumps = before !== undefined && (Math.abs(before[0] - x) > 220 || Math.abs(before[1] - y) > 220);
      return `${before === undefined || jumps ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}
