// The most recently used of some values: what is kept of pictures, maps and classes stays bounded.

export interface Recent<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

/** How large what is kept may be in all; the newest value is kept whatever its size. */
export interface Sizes<Value> {
  readonly most: number;
  sizeOf(value: Value): number;
}

/** Keeps `limit` values, within `sizes` where they are given; the one that was not used for longest goes first. */
export function keepRecent<Value>(limit: number, sizes?: Sizes<Value>): Recent<Value> {
  const kept = new Map<string, Value>();
  const total = (): number =>
    sizes === undefined ? 0 : [...kept.values()].reduce((sum, value) => sum + sizes.sizeOf(value), 0);
  const touch = (key: string, value: Value): void => {
    kept.delete(key);
    kept.set(key, value);
  };
  return {
    get: (key) => {
      const value = kept.get(key);
      if (value !== undefined) touch(key, value);
      return value;
    },
    set: (key, value) => {
      touch(key, value);
      for (const oldest of kept.keys()) {
        if (kept.size <= 1 || (kept.size <= limit && total() <= (sizes?.most ?? 0))) return;
        kept.delete(oldest);
      }
    },
    delete: (key) => {
      kept.delete(key);
    },
  };
}
