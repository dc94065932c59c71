// The page of a server, which computes.

import { serverBackend } from "./server-backend.ts";
import { start } from "./start.tsx";

start(serverBackend());
