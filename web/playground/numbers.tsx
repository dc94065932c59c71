// What the detector says at this shift, and how far that is from what it said without one.

import type { JSX } from "preact";
import type { EvaluationView } from "../../src/explore/protocol.ts";
import { percent, plain, points, signed, UNDEFINED } from "../../src/report/format.ts";

export function Numbers({
  now,
  original,
  masked,
}: {
  readonly now: EvaluationView;
  readonly original: EvaluationView;
  /** False where no pixel is anomalous. */
  readonly masked: boolean;
}): JSX.Element {
  const change = (from: number, to: number, digits: number): string => signed(to - from, digits);
  const rows: readonly (readonly [string, string, string, string, boolean])[] = [
    [
      "pAUROC",
      now.pauroc === null ? UNDEFINED : `${percent(now.pauroc)}%`,
      original.pauroc === null ? UNDEFINED : `${percent(original.pauroc)}%`,
      points(original.pauroc, now.pauroc),
      (now.pauroc ?? 1) < (original.pauroc ?? 0) - 0.05,
    ],
    ["loss", plain(now.loss, 4), plain(original.loss, 4), change(original.loss, now.loss, 4), false],
    [
      "image score",
      plain(now.imageScore, 3),
      plain(original.imageScore, 3),
      change(original.imageScore, now.imageScore, 3),
      false,
    ],
  ];
  return (
    <table class="numbers">
      <caption class="hidden">Numbers at this shift</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="hidden">Number</span>
          </th>
          <th scope="col">now</th>
          <th scope="col">unshifted</th>
          <th scope="col">change</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, value, before, difference, bad]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class={bad ? "bad" : undefined} data-number={name}>
              {value}
            </td>
            <td>{before}</td>
            <td>{difference}</td>
          </tr>
        ))}
      </tbody>
      {!masked && (
        <tfoot>
          <tr>
            <td class="soft" colSpan={4}>
              No pixel is marked anomalous: no pAUROC, and the loss is the map's mean.
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}
