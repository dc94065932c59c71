// Cohen's kappa (J. Cohen, Educational and Psychological Measurement 20, 1960) with the large-sample standard error of
// J. L. Fleiss, J. Cohen and B. S. Everitt (Psychological Bulletin 72, 1969): that for intervals, not the one under chance.

import { invariant } from "../../core/errors.ts";

export interface Kappa {
  /** Agreement beyond chance, at most 1; null where chance agreement is complete (or nothing was judged). */
  readonly kappa: number | null;
  /** Null with kappa. */
  readonly standardError: number | null;
  /** kappa ∓ 1.96 standard errors, not cut at 1; null where the standard error is 0: never an interval of no width. */
  readonly interval: readonly [number, number] | null;
}

/** The 97.5% quantile of the standard normal distribution. */
const QUANTILE = 1.959963984540054;

/** Unweighted kappa of a square table of counts: rows one judge's categories, columns the other's. */
export function cohensKappa(table: readonly (readonly number[])[]): Kappa {
  const size = table.length;
  invariant(
    table.every((row) => row.length === size),
    "invalid table of agreement: not square",
  );
  const cells = table.flatMap((row, i) => row.map((count, j) => ({ i, j, count })));
  const rows = table.map(sum);
  const columns = table.map((_, j) => sum(table.map((row) => row[j] as number)));
  const n = sum(rows);
  const agreed = sum(table.map((row, i) => row[i] as number));
  const chance = sum(rows.map((row, i) => row * (columns[i] as number)));
  // Everything is scaled by n² and so a whole number: what is 0 is exactly 0.
  const beyond = n * n - chance;
  if (beyond === 0) return { kappa: null, standardError: null, interval: null };
  const kappa = (n * agreed - chance) / beyond;
  const influences = cells
    .filter(({ count }) => count > 0)
    .map(({ i, j, count }) => {
      const marginals = (columns[i] as number) + (rows[j] as number);
      return { count, value: (i === j ? beyond : 0) - (n - agreed) * marginals };
    });
  const first = influences[0]?.value;
  if (influences.every(({ value }) => value === first)) return { kappa, standardError: 0, interval: null };
  const mean = sum(influences.map(({ count, value }) => count * value)) / n;
  const variance = sum(influences.map(({ count, value }) => count * (value - mean) ** 2)) / n;
  const standardError = Math.sqrt(variance / n) * (n / beyond) * (n / beyond);
  const half = QUANTILE * standardError;
  return { kappa, standardError, interval: [kappa - half, kappa + half] };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
