// A promise that a test resolves when it pleases.

export interface Held {
  readonly promise: Promise<void>;
  release(): void;
}

/** A promise that waits for its release. */
export function held(): Held {
  let release = (): void => {};
  const promise = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { promise, release };
}
