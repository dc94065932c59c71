// What every page ends with, in small print: which version made it, from what, where and by which command.

import type { Stamp } from "../../results/stamp.ts";
import { escapeHtml } from "./html.ts";

/** The foot of a page; `version` made it, also where it has no stamp. Digests are whole: a printed page can be held against a folder. */
export function stampHtml(stamp: Stamp | undefined, version: string): string {
  if (stamp === undefined)
    return `<footer><p>Made by faultline ${escapeHtml(version)}; not stamped: an earlier version or a program made it, so the machine and the command are not known.</p></footer>`;
  const { digests, study, machine, command } = stamp;
  const entries: readonly (readonly [string, string])[] = [
    ["made by", `faultline ${stamp.version}`],
    ["machine", machine],
    ["command", command ?? "none: a program made it"],
    ["data set", digests.dataset],
    ["detector", digests.detector],
    ["plan", digests.plan],
    ["question.json", digests.question ?? "none"],
    ["results", digests.results],
    ["study.yaml", study ?? "none"],
  ];
  const items = entries.map(([term, text]) => `<dt>${term}</dt><dd>${flagsWhole(escapeHtml(text))}</dd>`);
  return `<footer><dl>${items.join("")}</dl><p>Digests are SHA-256. faultline report --verify RUN holds the run's folder against them.</p></footer>`;
}

/** A browser would break a line after the hyphens of a flag. */
function flagsWhole(html: string): string {
  return html.replace(/(?<= )--[\w-]+/g, "<i>$&</i>");
}
