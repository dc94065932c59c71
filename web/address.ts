// The state of the page in its address, after the #: a link to it shows the same.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { InputError } from "../src/core/errors.ts";
import { type ShiftFacts, type ShiftPoint, UNSHIFTED } from "../src/core/shift.ts";
import { formatPoint, parsePoint } from "../src/core/shift-grammar.ts";

export const VIEWS = ["playground", "landscape", "run", "ask"] as const;
export type View = (typeof VIEWS)[number];

export interface Address {
  readonly view: View;
  readonly sample: string | null;
  /** The shifts that act, zeros included. */
  readonly point: ShiftPoint;
  /** The run shown in the run view; null for the first. */
  readonly run: string | null;
}

/** Browsers refuse a page that rewrites its address too often. */
const QUIET_MILLISECONDS = 250;

/** The address of a hash; what it does not say, or says wrongly, takes its default. `known` are all shifts. */
export function parseAddress(hash: string, known: readonly ShiftFacts[]): Address {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const view = VIEWS.find((name) => name === fields.get("view")) ?? "playground";
  return {
    view,
    sample: fields.get("sample"),
    point: pointOf(fields.get("at"), known),
    run: fields.get("run"),
  };
}

/** The hash of an address; defaults are left out. */
export function formatAddress({ view, sample, point, run }: Address): string {
  const fields = new URLSearchParams();
  if (view !== "playground") fields.set("view", view);
  if (sample !== null) fields.set("sample", sample);
  if (run !== null) fields.set("run", run);
  const named = formatPoint(point);
  // Written as --at takes it, so that it can be read and copied; nothing in it needs escapes.
  const at = named === "" ? "" : `at=${named}`;
  return `#${[fields.toString(), at].filter((part) => part !== "").join("&")}`;
}

/** The point that an address names, as --at does; no shift where it names none, or wrongly. */
function pointOf(at: string | null, known: readonly ShiftFacts[]): ShiftPoint {
  try {
    return at === null ? UNSHIFTED : parsePoint([at], "at", known);
  } catch (error) {
    if (error instanceof InputError) return UNSHIFTED;
    throw error;
  }
}

/** The page's address and how to change it; the bar above follows a moment later. */
export function useAddress(
  known: readonly ShiftFacts[],
): readonly [Address, (change: Partial<Address>) => void] {
  const [address, setAddress] = useState(() => parseAddress(location.hash, known));
  const timer = useRef(0);
  useEffect(() => {
    const onHash = (): void => setAddress(parseAddress(location.hash, known));
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, [known]);
  useEffect(() => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      const hash = formatAddress(address);
      if (hash !== location.hash) history.replaceState(null, "", hash);
    }, QUIET_MILLISECONDS);
  }, [address]);
  const change = useCallback(
    (changed: Partial<Address>) => setAddress((before) => ({ ...before, ...changed })),
    [],
  );
  return [address, change];
}
