// Study files, read as `faultline run` reads them before any study is begun.

import { registrations } from "../../../src/cli/commands.ts";
import { readStudies } from "../../../src/cli/study-file/read.ts";
import { studiesText } from "../../../src/cli/study-file/text.ts";
import type { FuzzedReader } from "../reader.ts";

const COMMANDS = registrations().map((each) => each.facts());

const SEEDS = [
  "command: bound\ndataset: demo\nmodel: demo\nshift: {theta: 10, hue: -0.1..0.1}\nbudget: 3\nout: a\n",
  "dataset: &d demo\nstudies:\n  - {command: sweep, values: 3, shift: [theta, 'hue=mild']}\n  - command: bound\n    objects: [nut, *d]\n",
  'command: accept\ndetector: "exec:./a.py"\nlimit:\n  escapes: 2%\n  falseRejects: 0.05\nsubsets: true\n',
];

export const studyYaml: FuzzedReader = {
  name: "study-yaml",
  inTests: 700,
  seeds: async () => SEEDS.map((text) => Buffer.from(text)),
  words: [
    ...[
      "command: ",
      "studies:\n  - ",
      "&a ",
      "*a",
      "<<: *a",
      "[[[[[[",
      "{a: ",
      "- - - ",
      "? ",
      "!!binary ",
      "|\n  ",
    ],
    ...[
      "shift:\n  theta: ",
      "null",
      "1e999",
      "0x7fffffffffffffff",
      "---\n",
      "%YAML 1.1\n",
      '"\\u001b[2J"',
      "\t",
    ],
  ],
  read: (bytes) => {
    const studies = readStudies(new TextDecoder().decode(bytes), "study.yaml", COMMANDS);
    studiesText(studies);
  },
};
