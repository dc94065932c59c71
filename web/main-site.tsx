// The static site: the browser computes.

import { browserBackend } from "./browser/backend.ts";
import { start } from "./start.tsx";

start(browserBackend());
