// Progress on standard error: one line rewritten on a terminal, a line every ten seconds elsewhere.

export interface ProgressWriter {
  update(line: string): void;
  note(line: string): void;
  end(): void;
}

const QUIET_MILLISECONDS = 10_000;
const REDRAW_MILLISECONDS = 100;

/** A writer on a stream; plain lines where it is not a terminal, or where TERM is dumb. */
export function progressWriter(stream: NodeJS.WriteStream): ProgressWriter {
  const terminal = stream.isTTY === true && process.env["TERM"] !== "dumb";
  let shown = false;
  let last = 0;
  const clear = (): void => {
    if (shown) stream.write("\r\u001b[K");
    shown = false;
  };
  return {
    update: (line) => {
      const now = performance.now();
      if (last !== 0 && now - last < (terminal ? REDRAW_MILLISECONDS : QUIET_MILLISECONDS)) return;
      last = now;
      if (terminal) stream.write(`\r\u001b[K${line.slice(0, (stream.columns ?? 80) - 1)}`);
      else stream.write(`${line}\n`);
      shown = terminal;
    },
    note: (line) => {
      clear();
      stream.write(`${line}\n`);
    },
    end: clear,
  };
}
