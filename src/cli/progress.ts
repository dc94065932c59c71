// Progress on standard error: one line rewritten on a terminal, a line every ten seconds elsewhere, or lines of JSON.

import type { LogFields } from "./command.ts";

export interface ProgressWriter {
  update(line: string, fields?: LogFields): void;
  note(line: string, fields?: LogFields): void;
  end(): void;
}

const QUIET_MILLISECONDS = 10_000;
const REDRAW_MILLISECONDS = 100;
const JSON_MILLISECONDS = 1_000;

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

/** A writer of one JSON object a line: time, event, message, and what the caller says to machines. */
export function jsonWriter(stream: NodeJS.WritableStream): ProgressWriter {
  const write = (event: string, message: string, fields: LogFields = {}): void => {
    stream.write(`${JSON.stringify({ time: new Date().toISOString(), event, message, ...fields })}\n`);
  };
  let last = Number.NEGATIVE_INFINITY;
  return {
    update: (line, fields) => {
      const now = performance.now();
      if (now - last < JSON_MILLISECONDS) return;
      last = now;
      write("progress", line, fields);
    },
    note: (line, fields) => write("note", line, fields),
    end: () => {},
  };
}
