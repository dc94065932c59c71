// Lets Node run the sources as they stand: each .ts file without its types, kept in .cache/fuzz by its contents.

import { register } from "node:module";

register(new URL("./typescript-hooks.mjs", import.meta.url));
