// What `report --verify` found of one thing: that it holds, or what differs.

/** One thing that was checked. */
export interface Check {
  /** A file of the run, or what is kept in one: "results.json", "maps". */
  readonly what: string;
  readonly state: "ok" | "differs" | "not stamped";
  /** What holds; or what differs, where, and what to do, a line each. */
  readonly lines: readonly string[];
}

/** Lines that are shown of one thing: a damaged disk may have thousands. */
const SHOWN = 10;

/** Gathers what differs of one thing. */
export class Problems {
  readonly #lines: string[] = [];
  #count = 0;

  add(line: string): void {
    if (this.#count++ < SHOWN) this.#lines.push(line);
  }

  /** The check: `holds` is what is said where nothing differs. */
  check(what: string, holds: string): Check {
    if (this.#count === 0) return { what, state: "ok", lines: [holds] };
    const more = this.#count - this.#lines.length;
    return { what, state: "differs", lines: [...this.#lines, ...(more > 0 ? [`and ${more} more`] : [])] };
  }
}

/** Where two texts first differ: "from line 3, character 17 on". */
export function whereDiffers(text: string, expected: string): string {
  let at = 0;
  while (at < text.length && text[at] === expected[at]) at++;
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  return `from line ${line}, character ${at - before.lastIndexOf("\n")} on`;
}
