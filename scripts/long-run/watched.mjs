// What a process holds, as Linux tells it, and whether that grows.
import { readdirSync, readFileSync } from "node:fs";

/** Growth that is allowed, in megabytes per 1,000 of what is counted. */
const MOST_SLOPE = 1;
/** Threads and files come and go by a few. */
const COMES_AND_GOES = 4;
const FEWEST_LOOKS = 10;

/** What process `pid` holds after `done` of what is counted. */
export function look(pid, done, temporary) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const number = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]);
  return {
    done,
    megabytes: number("VmRSS") / 1024,
    threads: number("Threads"),
    files: readdirSync(`/proc/${pid}/fd`).length,
    temporary: readdirSync(temporary, { recursive: true }).length,
  };
}

/** One line of a look. */
export function shown({ done, megabytes, threads, files, temporary }) {
  return `${done}: ${megabytes.toFixed(1)} MB, ${threads} threads, ${files} open files, ${temporary} temporary files`;
}

/** What looks come to, the first tenth left out, and `warm` at least: { lines, grows }. */
export function verdictOf(looks, warm = 0) {
  const all = looks.at(-1).done;
  const later = looks.filter(({ done }) => done >= Math.max(all / 10, warm));
  if (later.length < FEWEST_LOOKS)
    throw new Error(
      `${later.length} looks after the first ${Math.max(all / 10, warm)}: too few; let it run longer`,
    );
  const slope = 1000 * slopeOf(later);
  const half = Math.floor(later.length / 2);
  const grown = ["threads", "files", "temporary"].filter((what) => {
    const most = (some) => Math.max(...some.map((each) => each[what]));
    return most(later.slice(half)) > most(later.slice(0, half)) + COMES_AND_GOES;
  });
  return {
    grows: slope >= MOST_SLOPE || grown.length > 0,
    lines: [
      `memory after the first tenth: ${slope.toFixed(3)} MB per 1,000 (at most ${MOST_SLOPE})`,
      grown.length === 0 ? "nothing else grows" : `these grow: ${grown.join(", ")}`,
    ],
  };
}

/** Least squares: megabytes per one of what is counted. */
function slopeOf(looks) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [at, height] = [mean(looks.map(({ done }) => done)), mean(looks.map(({ megabytes }) => megabytes))];
  const above = looks.map(({ done, megabytes }) => (done - at) * (megabytes - height));
  const spread = looks.map(({ done }) => (done - at) ** 2);
  return mean(above) / Math.max(mean(spread), Number.MIN_VALUE);
}
