// The generated part of docs/shifts.md: tables by stage and a strip for each shift, all from the shifts' facts.

import { type Range, SEVERITIES, type ShiftFacts } from "../../src/core/shift.ts";
import { shownAmount } from "../../src/core/shift-amount.ts";
import { partOf } from "./parts.ts";
import { tilesOf, writtenAmount } from "./tiles.ts";

/** The two generated parts of the page, between marks. */
const MARKS = {
  tables: "<!-- npm run shifts: tables -->",
  strips: "<!-- npm run shifts: strips -->",
  end: "<!-- npm run shifts: end -->",
};

const STAGES: readonly (readonly [ShiftFacts["stage"], string])[] = [
  ["pose", "Pose: how the part lies"],
  ["light", "Light: lamps and what is between them and the lens"],
  ["optics", "Optics: the lens"],
  ["sensor", "Sensor: from light to a file"],
];

/** A page with its generated parts made anew; an error where a mark is missing. */
export function withShifts(page: string, shifts: readonly ShiftFacts[]): string {
  const tables = STAGES.map(
    ([stage, title]) => `## ${title}\n\n${table(shifts.filter((shift) => shift.stage === stage))}`,
  );
  const withTables = withPart(page, MARKS.tables, tables);
  return withPart(withTables, MARKS.strips, shifts.map(shiftSection));
}

function withPart(page: string, mark: string, sections: readonly string[]): string {
  const start = page.indexOf(mark);
  const end = page.indexOf(MARKS.end, start);
  if (start < 0 || end < 0) throw new Error(`the page lacks "${mark}", or "${MARKS.end}" behind it`);
  return [page.slice(0, start) + mark, ...sections, page.slice(end)].join("\n\n");
}

function table(shifts: readonly ShiftFacts[]): string {
  const head = [
    ...["cause on the shop floor", "shift", "unit of a bare number", "largest range"],
    ...SEVERITIES,
    ...["one for", "derivative"],
  ];
  const rows = shifts.map((facts) => [
    facts.cause,
    `[\`${facts.name}\`](#${facts.name})`,
    unitWords(facts),
    rangeWords(facts, facts.range),
    ...SEVERITIES.map((severity) => rangeWords(facts, facts.severities[severity])),
    facts.scope === "part" ? "each part" : "a station",
    facts.derivative === "none" ? "none" : "yes",
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** "degrees (or `…deg`, `…rad`)" */
function unitWords({ unit, writtenUnits }: ShiftFacts): string {
  const others = Object.entries(writtenUnits).map(([name, { before }]) =>
    before === true ? `\`${name}…\`` : `\`…${name}\``,
  );
  return `${unit === "" ? "–" : unit}${others.length === 0 ? "" : ` (or ${others.join(", ")})`}`;
}

function rangeWords(facts: ShiftFacts, [low, high]: Range): string {
  const [least, most] = [shownAmount(facts, low), shownAmount(facts, high)];
  if (least === `−${most}`) return `±${most}`;
  if (low === 0) return `to ${most}`;
  return `${least} … ${most}`;
}

function shiftSection(facts: ShiftFacts): string {
  const { name, title, positive, cause, severities } = facts;
  const tiles = tilesOf(facts);
  const each = (said: (amount: number) => string): string[] =>
    tiles.map(({ severity, amount }) =>
      severity === undefined ? "unshifted" : `${severity} ${said(amount)}`,
    );
  const shown = each((amount) => shownAmount(facts, amount));
  const written = each((amount) => `\`${writtenAmount(facts, amount)}\``);
  const at = writtenAmount(facts, severities.moderate[1]);
  const command = `faultline augment --image docs/shifts/${partOf(facts)}.png --at ${at} --out ${name}.png`;
  return [
    `### ${name}`,
    `${title.charAt(0).toUpperCase()}${title.slice(1)}${positive === undefined ? "" : `, positive: ${positive}`}. ${cause}`,
    `![${title}: ${shown.join(", ")}](shifts/${name}.png)`,
    written.join(" · ") + cameraWords(facts, severities.moderate[1]),
    `\`\`\`sh\n${command}\n\`\`\``,
  ].join("\n\n");
}

/** Of a length: what it is in pixels of a camera; "" of other amounts. */
function cameraWords(facts: ShiftFacts, amount: number): string {
  if (facts.length === undefined) return "";
  const { side, share } = facts.length;
  const pixels = Number((amount * share * 1000).toPrecision(3));
  const across = side === "width" ? "wide" : "high";
  return `\\\n${shownAmount(facts, amount)} is ${pixels} camera pixels of a picture 1000 pixels ${across}.`;
}
