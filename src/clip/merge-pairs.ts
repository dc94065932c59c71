// The merging of byte-pair encoding, in time nearly linear in the word: whatever a stranger's text holds is a word.

/**
 * Merges neighbours until none is known: of all pairs the best-ranked first, every occurrence of it from left to right, and
 * then anew. `ranks` has a rank of its own for each pair, "left right".
 */
export function mergePairs(letters: readonly string[], ranks: ReadonlyMap<string, number>): string[] {
  const parts: (string | null)[] = [...letters];
  const before = Int32Array.from(parts, (_, at) => at - 1);
  const after = Int32Array.from(parts, (_, at) => at + 1);
  const places = new Map<number, number[]>();
  const waiting = new LeastFirst();
  const rankAt = (at: number): number | undefined => {
    const next = after[at] ?? parts.length;
    return next < parts.length ? ranks.get(`${parts[at]} ${parts[next]}`) : undefined;
  };
  const note = (at: number): void => {
    const rank = at < 0 ? undefined : rankAt(at);
    if (rank === undefined) return;
    const known = places.get(rank);
    if (known !== undefined) known.push(at);
    else {
      places.set(rank, [at]);
      waiting.push(rank);
    }
  };
  for (let at = 0; at < parts.length; at++) note(at);
  for (let rank = waiting.pop(); rank !== undefined; rank = waiting.pop()) {
    const merged: number[] = [];
    for (const at of (places.get(rank) ?? []).sort((left, right) => left - right)) {
      // What was noted may be merged otherwise since.
      if (parts[at] === null || rankAt(at) !== rank) continue;
      const next = after[at] ?? parts.length;
      parts[at] = `${parts[at]}${parts[next]}`;
      parts[next] = null;
      after[at] = after[next] ?? parts.length;
      before[after[at] ?? parts.length] = at;
      merged.push(at);
    }
    places.delete(rank);
    // Only now: pairs between two that were merged are of both as they are now.
    for (const at of merged) {
      note(before[at] ?? -1);
      note(at);
    }
  }
  return parts.filter((part) => part !== null);
}

/** Numbers, the least first: a binary heap. */
class LeastFirst {
  readonly #items: number[] = [];

  push(item: number): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] as number;
      if (above <= item) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  pop(): number | undefined {
    const items = this.#items;
    const least = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return least;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && (items[child + 1] as number) < (items[child] as number)) child++;
      if ((items[child] as number) >= last) break;
      items[at] = items[child] as number;
      at = child;
    }
    items[at] = last;
    return least;
  }
}
