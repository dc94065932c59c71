// Long work of the page: what of it is going on, what failed, and an end to it when it is no longer wanted.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { CancelledError } from "../src/core/errors.ts";
import type { MetricSet } from "../src/core/metric-set.ts";
import type { ShiftPoint } from "../src/core/shift.ts";
import type { Backend, EvaluationView } from "../src/explore/protocol.ts";

/** What a failure says to whoever looks at the page. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export interface Work {
  readonly running: boolean;
  readonly failure: string | null;
  start(body: (signal: AbortSignal) => Promise<void>): void;
  stop(): void;
}

/** One piece of work at a time: starting another, or leaving, stops it. */
export function useWork(): Work {
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const current = useRef<AbortController | null>(null);
  const stop = useCallback(() => current.current?.abort(), []);
  useEffect(() => stop, [stop]);
  const start = useCallback((body: (signal: AbortSignal) => Promise<void>) => {
    current.current?.abort();
    const own = new AbortController();
    current.current = own;
    setRunning(true);
    setFailure(null);
    body(own.signal)
      .catch((error: unknown) => {
        if (!(error instanceof CancelledError || own.signal.aborted)) setFailure(messageOf(error));
      })
      .finally(() => {
        if (current.current === own) setRunning(false);
      });
  }, []);
  return { running, failure, start, stop };
}

/** What is asked for once; null while it is awaited. */
export function useAsked<Value>(
  ask: (signal: AbortSignal) => Promise<Value>,
  inputs: readonly unknown[],
): { readonly value: Value | null; readonly failure: string | null } {
  const [answer, setAnswer] = useState<{ value: Value | null; failure: string | null }>({
    value: null,
    failure: null,
  });
  useEffect(() => {
    const own = new AbortController();
    setAnswer({ value: null, failure: null });
    ask(own.signal).then(
      (value) => {
        if (!own.signal.aborted) setAnswer({ value, failure: null });
      },
      (error: unknown) => {
        if (!own.signal.aborted) setAnswer({ value: null, failure: messageOf(error) });
      },
    );
    return () => own.abort();
  }, inputs);
  return answer;
}

export interface Followed {
  readonly view: EvaluationView | null;
  readonly busy: boolean;
  readonly failure: string | null;
}

/** The evaluation that follows a sample's point: one is under way at a time, and after it the latest that is wanted. */
export function useEvaluation(backend: Backend, sample: string | null, point: ShiftPoint): Followed {
  const [followed, setFollowed] = useState<Followed>({ view: null, busy: false, failure: null });
  const wanted = useRef<ShiftPoint | null>(null);
  const wake = useRef<(() => void) | null>(null);
  useEffect(() => {
    if (sample === null) return;
    const own = new AbortController();
    setFollowed({ view: null, busy: true, failure: null });
    const follow = async (): Promise<void> => {
      while (!own.signal.aborted) {
        const at = wanted.current;
        wanted.current = null;
        if (at === null) {
          setFollowed((before) => ({ ...before, busy: false }));
          await new Promise<void>((resolve) => {
            wake.current = resolve;
          });
          continue;
        }
        setFollowed((before) => ({ ...before, busy: true }));
        try {
          const view = await backend.evaluate(sample, at, own.signal);
          if (!own.signal.aborted) setFollowed({ view, busy: true, failure: null });
        } catch (error) {
          if (own.signal.aborted || error instanceof CancelledError) continue;
          setFollowed((before) => ({ ...before, failure: messageOf(error) }));
        }
      }
    };
    void follow();
    return () => {
      own.abort();
      wake.current?.();
    };
  }, [backend, sample]);
  useEffect(() => {
    wanted.current = point;
    wake.current?.();
  }, [backend, sample, point]);
  return followed;
}

/** A slider that stood still for so long is let go. */
const STILL_MILLISECONDS = 200;

/** The metrics of a sample at a point where the page has come to rest; null before, and for no point. */
export function useMeasured(backend: Backend, sample: string, point: ShiftPoint | null): MetricSet | null {
  const [measured, setMeasured] = useState<MetricSet | null>(null);
  useEffect(() => {
    setMeasured(null);
    if (point === null) return;
    const own = new AbortController();
    const timer = window.setTimeout(() => {
      backend.measure(sample, point, own.signal).then(
        (metrics) => {
          if (!own.signal.aborted) setMeasured(metrics);
        },
        // What keeps the map from being drawn is said beside it.
        () => {},
      );
    }, STILL_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      own.abort();
    };
  }, [backend, sample, point]);
  return measured;
}
