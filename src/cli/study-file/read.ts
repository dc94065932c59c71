// A study file: the flags of one command, or several studies with what they have in common. Read and checked by name.

import { UsageError, unknownName } from "../../core/errors.ts";
import type { CommandFacts, Invocation } from "../flag-facts.ts";
import { flagName } from "../options.ts";
import { flagValue, type Refuse } from "./values.ts";
import { parseYaml, type YamlMap, type YamlNode } from "./yaml.ts";

/** One study of a file. */
export interface FiledStudy {
  readonly command: CommandFacts;
  readonly flags: Invocation["flags"];
  /** "study.yaml", or "study 2 of study.yaml". */
  readonly where: string;
  /** Where each key that it has stands. */
  readonly lines: ReadonlyMap<string, number>;
}

/** What the command line that names a file says about its studies. */
export interface Overrides {
  /** In place of the file's own; of several studies, of those that name none themselves. */
  readonly out?: string | undefined;
  /** Of every study. */
  readonly json?: boolean;
  /** Further flags of every study, by option key: where it is computed. They stand for the file's own. */
  readonly flags?: Invocation["flags"];
}

const COMMAND = "command";
const STUDIES = "studies";

/**
 * The studies of a file, in its order, as the command line would give them. UsageError naming file and line: no YAML, a
 * command or a key that is unknown, a value of another kind. What the texts say, the commands check themselves.
 */
export function readStudies(
  text: string,
  file: string,
  commands: readonly CommandFacts[],
  overrides: Overrides = {},
): FiledStudy[] {
  const root = parseYaml(text, file);
  const refuse: Refuse = (why, line) => {
    throw new UsageError(`invalid ${file}, line ${line}: ${why}`);
  };
  const common = new Map([...root.entries].filter(([key]) => key !== STUDIES));
  const own = ownEntries(root, refuse);
  const studies = own.map((entries, index): FiledStudy => {
    const where = own.length === 1 ? file : `study ${index + 1} of ${file}`;
    const all = new Map([...common, ...entries.entries]);
    const command = commandOf(all.get(COMMAND), commands, where, refuse);
    const known = command.flags.map(({ key }) => key);
    for (const [key, { line }] of entries.entries)
      if (key !== COMMAND && !known.includes(key))
        refuse(unknownName(`key of ${command.name}`, key, known), line);
    const lines = new Map([...all].map(([key, { line }]) => [key, line]));
    const study = { command, flags: flagsOf(command, all, refuse), where, lines };
    const isOwnOut = own.length > 1 && entries.entries.has("out");
    return { ...study, flags: withOverrides(study, isOwnOut ? { ...overrides, out: undefined } : overrides) };
  });
  refuseUnused(common, studies, refuse);
  return studies;
}

function ownEntries(root: YamlMap, refuse: Refuse): readonly YamlMap[] {
  const node = root.entries.get(STUDIES);
  if (node === undefined) return [{ ...root, entries: new Map() }];
  if (node.kind !== "list" || node.items.length === 0)
    return refuse(`${STUDIES} takes a list of studies, each with its flags`, node.line);
  return node.items.map((item) => {
    if (item.kind === "map") return item;
    return refuse(`a study is its flags, such as "- command: bound"; got a ${item.kind}`, item.line);
  });
}

function commandOf(
  node: YamlNode | undefined,
  commands: readonly CommandFacts[],
  where: string,
  refuse: Refuse,
): CommandFacts {
  const names = commands.map(({ name }) => name);
  if (node === undefined)
    throw new UsageError(`missing ${COMMAND} in ${where}; expected one of ${names.join(", ")}`);
  const name = node.kind === "scalar" ? node.text : "";
  const command = commands.find((each) => each.name === name);
  return command ?? refuse(unknownName(COMMAND, name, names), node.line);
}

/** What stands beside `studies` is for those that take it; what none takes is a mistake. */
function refuseUnused(
  common: ReadonlyMap<string, YamlNode>,
  studies: readonly FiledStudy[],
  refuse: Refuse,
): void {
  const keys = new Set([COMMAND, ...studies.flatMap(({ command }) => command.flags.map(({ key }) => key))]);
  const names = [...new Set(studies.map(({ command }) => command.name))].join(", ");
  for (const [key, { line }] of common)
    if (!keys.has(key)) refuse(unknownName(`key of ${names}`, key, [...keys]), line);
}

/** What the command line would say, in the command's own order. */
function flagsOf(
  { flags }: CommandFacts,
  entries: ReadonlyMap<string, YamlNode>,
  refuse: Refuse,
): Invocation["flags"] {
  return Object.fromEntries(
    flags.flatMap((flag) => {
      const node = entries.get(flag.key);
      const value = node === undefined ? undefined : flagValue(flag, node, refuse);
      return value === undefined ? [] : [[flag.key, value]];
    }),
  );
}

/** The flags with those of the command line that names the file; UsageError where the command has none such. */
function withOverrides(
  { command, flags, where }: Pick<FiledStudy, "command" | "flags" | "where">,
  { json, out, flags: more = {} }: Overrides,
): Invocation["flags"] {
  const given: Invocation["flags"] = {
    ...flags,
    ...(json === true ? { json } : {}),
    ...(out === undefined ? {} : { out }),
    ...more,
  };
  const unknown = Object.keys(given).find((name) => !command.flags.some(({ key }) => key === name));
  if (unknown !== undefined)
    throw new UsageError(`invalid ${flagName(unknown)}: ${command.name} in ${where} has no such flag`);
  return Object.fromEntries(
    command.flags.flatMap(({ key }) => {
      const value = given[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
