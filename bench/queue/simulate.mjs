// node bench/queue/simulate.mjs [--samples 1000000 --combinations 7 --workers 100 --seconds 1140,30,3,0.5,0.1
//   --planner-ms 4 --hours-between-failures 24 --repair-minutes 10 --lease-seconds 30 --out FILE]
// A study of many samples on many workers that fail, as discrete events: workers that take items, die with one in hand
// and come back; leases that run out; one planner that stores a result at a time and keeps the queue short. Where it
// saturates, as a table of the time that an item takes a worker.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { randomNumbers } from "../../scripts/random-numbers.mjs";

const { values: flags } = parseArgs({
  options: {
    samples: { type: "string", default: "1000000" },
    combinations: { type: "string", default: "7" },
    workers: { type: "string", default: "100" },
    seconds: { type: "string", default: "1140,30,3,0.5,0.1" },
    "planner-ms": { type: "string", default: "4" },
    "hours-between-failures": { type: "string", default: "24" },
    "repair-minutes": { type: "string", default: "10" },
    "lease-seconds": { type: "string", default: "30" },
    out: { type: "string" },
  },
});
const study = {
  // Every sample's original is an item too.
  items: Number(flags.samples) * (Number(flags.combinations) + 1),
  workers: Number(flags.workers),
  plannerSeconds: Number(flags["planner-ms"]) / 1000,
  secondsBetweenFailures: Number(flags["hours-between-failures"]) * 3600,
  repairSeconds: Number(flags["repair-minutes"]) * 60,
  leaseSeconds: Number(flags["lease-seconds"]),
};
/** As the planner bounds it: three for each slot, 128 at least. */
const QUEUED = Math.max(128, 3 * study.workers);

const rows = flags.seconds.split(",").map((text) => simulate({ ...study, itemSeconds: Number(text) }));
const document = { study: { ...study, queued: QUEUED }, rows };
if (flags.out !== undefined) writeFileSync(flags.out, `${JSON.stringify(document, null, 2)}\n`);
console.log("seconds an item | days | items/s | workers busy | planner busy | begun again | failures");
for (const row of rows) {
  const percent = (share) => `${(100 * share).toFixed(1)}%`;
  console.log(
    [
      row.itemSeconds,
      row.days.toFixed(2),
      row.itemsPerSecond.toFixed(1),
      percent(row.workersBusy),
      percent(row.plannerBusy),
      row.begunAgain,
      row.failures,
    ].join(" | "),
  );
}

/** Times are within 20% of the mean, failures without memory; the seed is fixed. */
function simulate({
  items,
  workers,
  itemSeconds,
  plannerSeconds,
  secondsBetweenFailures,
  repairSeconds,
  leaseSeconds,
}) {
  const next = randomNumbers(1);
  const events = heap();
  let now = 0;
  let [unqueued, waiting, out] = [items, 0, 0];
  let [stored, results, plannerFree, plannerSecondsUsed] = [0, 0, true, 0];
  let [busySeconds, begunAgain, failures] = [0, 0, 0];
  const idle = [];
  const failsAt = new Float64Array(workers);
  const lifetime = () => -Math.log(1 - next()) * secondsBetweenFailures;

  const begin = () => {
    while (waiting > 0 && idle.length > 0) {
      const worker = idle.pop();
      waiting--;
      const duration = itemSeconds * (0.8 + 0.4 * next());
      if (failsAt[worker] <= now + duration) {
        const at = Math.max(now, failsAt[worker]);
        failures++;
        // The lease is looked at once per lease.
        events.push(at + leaseSeconds * (1 + next()), "lease", worker);
        events.push(at + repairSeconds, "repaired", worker);
      } else {
        busySeconds += duration;
        events.push(now + duration, "done", worker);
      }
    }
  };
  const fill = () => {
    const some = Math.min(QUEUED - out, unqueued);
    unqueued -= some;
    waiting += some;
    out += some;
    begin();
  };
  const store = () => {
    if (!plannerFree || results === 0) return;
    plannerFree = false;
    results--;
    plannerSecondsUsed += plannerSeconds;
    events.push(now + plannerSeconds, "stored", 0);
  };

  for (let worker = 0; worker < workers; worker++) {
    failsAt[worker] = lifetime();
    idle.push(worker);
  }
  fill();
  while (stored < items) {
    const event = events.pop();
    now = event.time;
    if (event.kind === "done") {
      results++;
      idle.push(event.worker);
      store();
      begin();
    } else if (event.kind === "stored") {
      stored++;
      out--;
      plannerFree = true;
      store();
      fill();
    } else if (event.kind === "lease") {
      begunAgain++;
      waiting++;
      begin();
    } else {
      failsAt[event.worker] = now + lifetime();
      idle.push(event.worker);
      begin();
    }
  }
  return {
    itemSeconds,
    days: now / 86_400,
    itemsPerSecond: items / now,
    workersBusy: busySeconds / (now * workers),
    plannerBusy: plannerSecondsUsed / now,
    begunAgain,
    failures,
  };
}

/** Events by time. */
function heap() {
  const list = [];
  const swap = (one, other) => {
    [list[one], list[other]] = [list[other], list[one]];
  };
  return {
    push: (time, kind, worker) => {
      list.push({ time, kind, worker });
      for (let at = list.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (list[parent].time <= list[at].time) break;
        swap(at, parent);
        at = parent;
      }
    },
    pop: () => {
      const first = list[0];
      const last = list.pop();
      if (list.length > 0) list[0] = last;
      for (let at = 0; ; ) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        let least = at;
        if (left < list.length && list[left].time < list[least].time) least = left;
        if (right < list.length && list[right].time < list[least].time) least = right;
        if (least === at) break;
        swap(at, least);
        at = least;
      }
      return first;
    },
  };
}
