// How the steps of a phase are divided among the pictures of an object: a search whose last phase found next to nothing is
// taken to have settled and gives most of its steps to those that are still finding worse.

/** Gain, in the height of the search's order, below which a search has settled. */
export const SETTLED = 0.002;

/** What a settled search keeps of an even share, and the most that another may come to. */
const KEEPS = 0.25;
const MOST = 3;

/**
 * Steps of every picture by what its last phase gained, `even` on the average at most: where all have settled, the steps
 * that they give up are saved.
 */
export function allotted(even: number, gains: readonly number[]): readonly number[] {
  const open = gains.filter((gain) => gain >= SETTLED).length;
  const given = (1 - KEEPS) * (gains.length - open);
  const share = Math.min(MOST, 1 + (open === 0 ? 0 : given / open));
  return gains.map((gain) => even * (gain >= SETTLED ? share : KEEPS));
}
