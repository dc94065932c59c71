// Names in a sentence.

const SHOWN = 10;

/** "a, b, c", or of more than ten names the first ten and how many more there are. */
export function listed(names: readonly string[]): string {
  if (names.length <= SHOWN) return names.join(", ");
  return `${names.slice(0, SHOWN).join(", ")} and ${names.length - SHOWN} more`;
}
