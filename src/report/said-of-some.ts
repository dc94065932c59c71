// What is said of several objects, each sentence once.

/** Sentences that are true of all objects as they are, others behind the names of their objects. */
export function saidOfSome(
  said: readonly { readonly object: string; readonly sentences: readonly string[] }[],
): string[] {
  const owners = new Map<string, string[]>();
  for (const { object, sentences } of said)
    for (const sentence of sentences) owners.set(sentence, [...(owners.get(sentence) ?? []), object]);
  return [...owners].map(([sentence, names]) =>
    names.length === said.length ? sentence : `${names.join(", ")}: ${sentence}`,
  );
}
