// Where a static site keeps what its browser reads.

/** The folder of the model's files, below the page. */
export const SITE_MODEL = "model";
export const VECTORS_FILE = "text-vectors.json";

/** Two text vectors per class, one after the other. */
export type TextVectors = Readonly<Record<string, readonly number[]>>;
