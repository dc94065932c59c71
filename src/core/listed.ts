// Names and texts in a sentence.

const SHOWN = 10;

/** "a, b, c", or of more than ten names the first ten and how many more there are. */
export function listed(names: readonly string[], separator = ", "): string {
  if (names.length <= SHOWN) return names.join(separator);
  return `${names.slice(0, SHOWN).join(separator)} and ${names.length - SHOWN} more`;
}

/** A text's beginning, with an ellipsis where it is longer than a line should carry. */
export function shortened(text: string, most = 60): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
