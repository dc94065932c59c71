// The command line with a shift more: a lamp's reflection that brightens the middle of the picture.
//   node examples/glare.mjs augment --image part.png --at glare=0.5 --out glare.png
//   node examples/glare.mjs bound … --shift theta=10,glare=mild --out runs/glare

import { CancelledError, constant, defineShift, onPictures, ops, runCli, SHIFTS } from "faultline";

const { add, complement, multiply, reshape } = ops;

const glare = defineShift({
  ...{ name: "glare", symbol: "g", title: "glare", effect: "dazzled" },
  cause: "A lamp is reflected by the part.",
  ...{ unit: "shares", sign: "", decimals: 2, writtenUnits: { "%": { scale: 1, per: 100 } } },
  ...{ range: [0, 0.8], severities: { mild: [0, 0.1], moderate: [0, 0.3], severe: [0, 0.8] } },
  ...{ periodic: false, stage: "light", scope: "station", needsColour: false },
  // How far answers stay alike, and the first step of a search; both in the shift's unit.
  search: { length: 0.3, edge: 0.05 },
  // Operators on pictures [1 or P, 3, H, W] and amounts [P]: it has derivatives and runs wherever the others do.
  act: onPictures((pictures, amount) => {
    const [, , height = 1, width = 1] = pictures.shape;
    const spot = Float32Array.from({ length: height * width }, (_, pixel) => {
      const x = ((pixel % width) + 0.5) / width - 0.5;
      const y = (Math.floor(pixel / width) + 0.5) / height - 0.5;
      return Math.exp(-20 * (x * x + y * y));
    });
    const share = reshape(amount, [amount.shape[0] ?? 1, 1, 1, 1]);
    const light = multiply(share, constant({ shape: [1, 1, height, width], data: spot }));
    return add(pictures, multiply(light, complement(pictures)));
  }),
});

SHIFTS.register(glare);

const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort(new CancelledError()));
process.exitCode = await runCli(process.argv.slice(2), {
  ...{ env: process.env, cwd: process.cwd(), signal: interrupted.signal },
  ...{ out: console.log, note: console.error, progress: console.error },
});
