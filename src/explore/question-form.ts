// A question as a form: its settings as JSON Schema describes them, and the words that say them on a command line.

/** What can be asked for in a form; further keywords of JSON Schema are ignored. */
export interface FormField {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: FormField;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

export interface QuestionForm {
  /** Its command's name. */
  readonly name: string;
  readonly summary: string;
  /** The flags that say data set and detector. */
  readonly words: readonly string[];
  /** JSON Schema of its settings. */
  readonly schema: {
    readonly properties?: Readonly<Record<string, FormField>>;
    readonly [keyword: string]: unknown;
  };
}

/** How a field is asked for: a list takes commas between its entries, "json" is anything else. */
export type FieldKind = "switch" | "choice" | "number" | "text" | "list" | "json";

/** The fields of a form by name, in the order of the schema. */
export function fieldsOf({ schema }: QuestionForm): [string, FormField][] {
  return Object.entries(schema.properties ?? {});
}

export function kindOf({ type, enum: names, items }: FormField): FieldKind {
  if (names !== undefined) return "choice";
  if (type === "boolean") return "switch";
  if (type === "number" || type === "integer") return "number";
  if (type === "string") return "text";
  const listed = type === "array" && ["string", "number", "integer"].includes(items?.type ?? "");
  return listed ? "list" : "json";
}

/** What a field says before anybody writes into it: its default, as it is written on a command line. */
export function usualText(field: FormField): string {
  const { default: usual } = field;
  if (usual === undefined || usual === null) return "";
  if (typeof usual === "string") return usual;
  if (kindOf(field) === "list" && Array.isArray(usual)) return usual.join(",");
  return JSON.stringify(usual);
}

/** Why a text does not say a value of the field; null where it does. */
export function refusalOf(field: FormField, text: string): string | null {
  const kind = kindOf(field);
  if (kind === "number") return isNumber(text, field) ? null : numberWanted(field);
  if (kind === "json" && !isJson(text)) return "expected JSON";
  if (kind !== "list" || field.items?.type === "string") return null;
  return text.split(",").every((part) => isNumber(part, field.items ?? {}))
    ? null
    : "expected numbers, with commas between";
}

/**
 * The words that say what differs from the defaults: "--values 1,2 --shift theta"; a switch that is off by default is
 * its flag alone, any other takes true or false. What is empty is left out.
 */
export function formWords(form: QuestionForm, texts: Readonly<Record<string, string>>): string[] {
  return fieldsOf(form).flatMap(([name, field]) => {
    const text = texts[name]?.trim() ?? "";
    const usual = usualText(field);
    if (text === "" || text === usual) return [];
    const flag = flagOf(name);
    if (kindOf(field) !== "switch") return [flag, text];
    if (field.default === true) return [flag, text];
    return text === "true" ? [flag] : [];
  });
}

/** "samplesPerObject" → "--samples-per-object". */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function isNumber(text: string, field: FormField): boolean {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || (field.type === "integer" && !Number.isInteger(value))) return false;
  const { minimum = -Infinity, maximum = Infinity } = field;
  const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = field;
  return value >= minimum && value <= maximum && value > exclusiveMinimum && value < exclusiveMaximum;
}

/** "expected a number from 0 to 1", "expected a whole number, above 0". */
function numberWanted({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: FormField): string {
  const what = type === "integer" ? "expected a whole number" : "expected a number";
  // Schemas of whole numbers carry the limits of the number type, which tell nobody anything.
  const isTelling = (end: number | undefined): end is number => Math.abs(end ?? Infinity) < 1e12;
  if (isTelling(minimum) && isTelling(maximum)) return `${what} from ${minimum} to ${maximum}`;
  const limits = [
    isTelling(minimum) ? [`at least ${minimum}`] : [],
    isTelling(exclusiveMinimum) ? [`above ${exclusiveMinimum}`] : [],
    isTelling(maximum) ? [`at most ${maximum}`] : [],
    isTelling(exclusiveMaximum) ? [`below ${exclusiveMaximum}`] : [],
  ];
  return [what, ...limits.flat()].join(", ");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
