// What a foreign program said, as it may stand in a message.

/** The text on one line, at most `most` characters of it, without anything that a terminal would act on. */
export function shownText(text: string, most: number): string {
  // Of a text of megabytes only what may be shown is gone through.
  const seen = text.slice(0, 4 * most + 1000);
  const printable = seen
    // Colours of a terminal, as a whole.
    .replace(/\p{Cc}\[[\d;]*[A-Za-z]/gu, "")
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\p{Cf}\ufffd]/gu, "")
    .trim();
  return printable.length > most || seen.length < text.length ? `${printable.slice(0, most)}…` : printable;
}

/** A name in a message, between quotes and on one line: at most `most` characters, escaped where they do not print. */
export function quotedText(text: string, most = 80): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return JSON.stringify(cut).replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
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

/** The text with what a terminal acts on or turns round written out, as "\\u001b": control characters, line ends, directions. */
export function escapedText(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
