// What may be asked of a whole data set: a form per question, and the command line that asks it. The page runs nothing.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { commandOf } from "../../src/explore/command-line.ts";
import {
  type FormField,
  fieldsOf,
  flagOf,
  formWords,
  kindOf,
  type QuestionForm,
  refusalOf,
  usualText,
} from "../../src/explore/question-form.ts";
import type { ViewProps } from "../app.tsx";
import { Copied } from "../copied.tsx";

export function AskPage({ state }: ViewProps): JSX.Element {
  return (
    <div class="ask">
      <p class="soft">
        A question goes over the whole data set and may take long: run its command in a terminal, then open
        the folder with <code>npx faultline explore</code>.
      </p>
      {state.questions.map((form) => (
        <QuestionSection key={form.name} form={form} />
      ))}
    </div>
  );
}

function QuestionSection({ form }: { readonly form: QuestionForm }): JSX.Element {
  const { name, summary, words } = form;
  const fields = fieldsOf(form);
  const asked = fields.filter(([, field]) => kindOf(field) !== "json");
  const others = fields.filter(([, field]) => kindOf(field) === "json").map(([key]) => key);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(asked.map(([key, field]) => [key, usualText(field)])),
  );
  const refused = asked.flatMap(([key, field]) => {
    const text = texts[key] ?? "";
    const why = text.trim() === "" ? null : refusalOf(field, text);
    return why === null ? [] : [`${flagOf(key)}: ${why}`];
  });
  const line = commandOf(name, [...words, ...formWords(form, texts), "--out", `runs/${name}`]);
  return (
    <section class="question" aria-labelledby={`ask-${name}`}>
      <h2 id={`ask-${name}`}>{name}</h2>
      <p>{`${summary}.`}</p>
      {asked.map(([key, field]) => (
        <Field
          key={key}
          id={`ask-${name}-${key}`}
          label={key}
          field={field}
          text={texts[key] ?? ""}
          onText={(text) => setTexts((before) => ({ ...before, [key]: text }))}
        />
      ))}
      {others.length > 0 && (
        <p class="soft">
          {`More can be set (${others.join(", ")}): `}
          <code>{`npx faultline ${name} --help`}</code>
        </p>
      )}
      {refused.length > 0 ? (
        <p role="alert">{refused.join("; ")}</p>
      ) : (
        <div class="command">
          <code>{line}</code>
          <Copied label="Copy command" of={name} text={() => line} />
        </div>
      )}
    </section>
  );
}

function Field({
  id,
  label,
  field,
  text,
  onText,
}: {
  readonly id: string;
  readonly label: string;
  readonly field: FormField;
  readonly text: string;
  readonly onText: (text: string) => void;
}): JSX.Element {
  const kind = kindOf(field);
  const described = { id, "aria-describedby": `${id}-help` };
  return (
    <p class="field">
      <label for={id}>{label}</label>
      {kind === "switch" && (
        <input
          {...described}
          type="checkbox"
          checked={text === "true"}
          onChange={(event) => onText(String(event.currentTarget.checked))}
        />
      )}
      {kind === "choice" && (
        <select {...described} value={text} onChange={(event) => onText(event.currentTarget.value)}>
          {(field.enum ?? []).map((each) => (
            <option key={String(each)}>{String(each)}</option>
          ))}
        </select>
      )}
      {(kind === "number" || kind === "text" || kind === "list") && (
        <input
          {...described}
          type="text"
          inputMode={kind === "number" ? "decimal" : undefined}
          value={text}
          onInput={(event) => onText(event.currentTarget.value)}
        />
      )}
      <span class="soft" id={`${id}-help`}>
        {`${field.description ?? ""}${kind === "list" ? ", with commas between" : ""}`}
      </span>
    </p>
  );
}
