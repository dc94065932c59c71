// Contestants in turns: each is a process of its own that answers a line with a line.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Starts a process; `ask` writes one JSON line and resolves with the next line that comes back. */
export function contestant(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], ...options });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise((_, reject) => child.once("error", reject));
  failed.catch(() => {});
  return {
    ask: async (question) => {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await Promise.race([lines.next(), failed]);
      if (done) throw new Error(`${command} ${args[0]} ended without an answer`);
      return JSON.parse(value);
    },
    end: () => child.stdin.end(),
  };
}

/** Contestants that take every turn at once: the first one's answer, with the time until all have answered by their number. */
export function together(contestants) {
  return {
    ask: async (question) => {
      const started = performance.now();
      const [first, ...others] = await Promise.all(contestants.map((each) => each.ask(question)));
      const ms = (performance.now() - started) / contestants.length;
      const cpuMs = [first, ...others].reduce((sum, answer) => sum + answer.cpuMs, 0) / contestants.length;
      return { ...first, ms, cpuMs };
    },
    end: () => {
      for (const each of contestants) each.end();
    },
  };
}

/** Median, smallest and largest of measured milliseconds. */
export function spreadOf(values) {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  return { median: rounded(middle), least: rounded(sorted[0]), most: rounded(sorted.at(-1)) };
}

export function rounded(value) {
  return Number(value.toPrecision(4));
}
