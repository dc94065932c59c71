// A thread that ends its process once the one that started it is gone, or once it holds more memory than it may: neither
// is kept from it by a long run here, nor by whatever the other process is busy with.

import { workerData } from "node:worker_threads";
import { endAlone, removeOwnFolder } from "./end-alone.ts";
import { type Guarded, TOO_MUCH_MEMORY } from "./messages.ts";

const { parent, memoryMegabytes } = workerData as Guarded;

setInterval(() => {
  if (process.memoryUsage.rss() > memoryMegabytes * 2 ** 20) end();
  if (process.ppid !== parent) endAlone();
}, 20);

function end(): void {
  removeOwnFolder();
  try {
    process.kill(process.pid, TOO_MUCH_MEMORY);
  } catch {
    // Windows has no such signal.
    process.kill(process.pid, "SIGKILL");
  }
}
