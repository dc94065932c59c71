// What a foreign program said, as it may stand in a message.

/** The text on one line, at most `most` characters of it, without anything that a terminal would act on. */
export function shownText(text: string, most: number): string {
  const printable = text
    // Colours of a terminal, as a whole.
    .replace(/\p{Cc}\[[\d;]*[A-Za-z]/gu, "")
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\p{Cf}\ufffd]/gu, "")
    .trim();
  return printable.length > most ? `${printable.slice(0, most)}…` : printable;
}

/** The last lines of a text, as many whole ones as fit. */
export function lastLines(text: string, most: number): string {
  const lines = text.split(/[\r\n]+/).map((line) => shownText(line, most));
  let kept = "";
  for (const line of lines.reverse()) {
    if (line === "") continue;
    const longer = kept === "" ? line : `${line} / ${kept}`;
    if (longer.length > most && kept !== "") break;
    kept = longer;
  }
  return kept;
}
