// What reading one input may cost: 2 s of processor time, on a machine as fast as the one that this is stated for, and
// 512 MB. How fast a machine is, is measured by a loop of its own.

/** Seconds of processor time, at the stated speed. */
export const SECONDS = 2;
/** Bytes of the whole process. */
export const MEMORY: number = 512 * 1024 * 1024;

/** Seconds of processor time that the loop takes at the stated speed: one core of 2.5 GHz, Zen 3, otherwise idle. */
const LOOP_SECONDS = 0.14;
const LOOP_ROUNDS = 24_000_000;

/** What a process has used so far: seconds of processor time of all threads, and the most bytes it held. */
export interface Used {
  readonly seconds: number;
  readonly peak: number;
}

/** Of this process. */
export function used(): Used {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { seconds: (userCPUTime + systemCPUTime) / 1e6, peak: maxRSS * 1024 };
}

/** How many times longer the loop takes now than stated; 1 where it takes less. */
export function slowness(): number {
  return Math.max(1, loopSeconds() / LOOP_SECONDS);
}

let atFirst: number | undefined;

/** As slowness, measured once: what is beyond it is held against the loop again. */
export function slownessAtFirst(): number {
  atFirst ??= slowness();
  return atFirst;
}

/** Processor time of the calibration loop. */
function loopSeconds(): number {
  const before = used().seconds;
  let [sum, step] = [1, 0x9e3779b9];
  for (let round = 0; round < LOOP_ROUNDS; round++) {
    step = (step + (step << 3)) ^ (sum >>> 5);
    sum = (sum + Math.imul(step, 0x85ebca6b)) | 0;
  }
  // The sum is used: a loop without a result may be left out.
  return used().seconds - before + (sum === 0.5 ? 1 : 0);
}
