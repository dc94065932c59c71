// A thread that ends its process once the one that started it is gone: the main thread may be inside a long run.

import { workerData } from "node:worker_threads";
import { endAlone } from "./end-alone.ts";

setInterval(() => {
  if (process.ppid !== workerData) endAlone();
}, 200);
