// Numbers as people read them, and text that is safe in HTML.

/** "97.1", or an en dash where undefined. */
export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : (100 * value).toFixed(1);
}

/** "−52.1": points of per cent between two fractions. */
export function points(from: number | null | undefined, to: number | null | undefined): string {
  if (from === null || from === undefined || to === null || to === undefined) return "–";
  return signed(100 * (to - from), 1);
}

/** "−54%": the change relative to where it began. */
export function relative(from: number | null | undefined, to: number | null | undefined): string {
  if (from === null || from === undefined || to === null || to === undefined || from === 0) return "–";
  return `${signed((100 * (to - from)) / from, 0)}%`;
}

/** A number with a real minus sign, or a plus. */
export function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}

/** Text with the characters that mean something in HTML replaced. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** "θ, δh and δs" of a combination's name. */
export function combinationLabel(combination: string): string {
  const symbols: Readonly<Record<string, string>> = { theta: "θ", hue: "δh", saturation: "δs" };
  return combination
    .split("+")
    .map((shift) => symbols[shift] ?? shift)
    .join(" + ");
}
