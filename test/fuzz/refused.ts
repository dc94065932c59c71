// Whether what a reader threw is a refusal as it should be: an error of ours with one plain line.

/** Errors of ours that are no InputError: what their callers catch. */
const OURS = ["InputError", "CancelledError", "OlderLine", "TransientError", "Transient", "ProgramFailure"];
const MOST_CHARACTERS = 2000;

/** What is wrong with what was thrown; undefined where it is a refusal. */
export function faultOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return `threw ${typeof thrown} ${String(thrown).slice(0, 100)}`;
  if (!chain(thrown).some((name) => OURS.includes(name)))
    return `${thrown.name}: ${thrown.message.slice(0, 200)}`;
  if (/[\p{Cc}\u2028\u2029]/u.test(thrown.message)) return `control characters in ${shown(thrown.message)}`;
  if (thrown.message.length > MOST_CHARACTERS) return `a message of ${thrown.message.length} characters`;
  if (thrown.message.trim() === "") return `${thrown.name} without a message`;
  return undefined;
}

/** The same for the same fault: the kind and where it was thrown, without what the input put into it. */
export function signatureOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown;
  const frame =
    /\((?:file:\/\/)?([^()]*\/(?:src|dist|test)\/[^()]*)\)|at (?:async )?(?:file:\/\/)?(\/\S+)/.exec(
      thrown.stack ?? "",
    );
  return `${thrown.name} ${frame?.[1] ?? frame?.[2] ?? ""}`;
}

/** Class names, from the error's own up: built and source classes of one name are alike. */
function chain(thrown: Error): string[] {
  const names: string[] = [];
  for (let each: unknown = Object.getPrototypeOf(thrown); each !== null; each = Object.getPrototypeOf(each)) {
    names.push((each as Error).constructor.name);
  }
  return names;
}

function shown(message: string): string {
  return JSON.stringify(message.slice(0, 200));
}
