// The static site's own worker, asked what its page would ask it.

import type { Browser } from "playwright-core";
import type { ShiftPoint } from "../../src/core/shift.ts";

/** An evaluation as a test reads it. */
export interface SiteEvaluation {
  readonly map: readonly number[];
  /** RGB bytes, row by row. */
  readonly picture: readonly number[];
  readonly imageScore: number;
  readonly loss: number;
  readonly pauroc: number | null;
}

/** What the site's page makes of a demo sample, by its path, at some points; one load of the page. */
export async function siteEvaluations(
  browser: Browser,
  address: string,
  sample: string,
  points: readonly ShiftPoint[],
): Promise<SiteEvaluation[]> {
  const page = await browser.newPage();
  // The worker that the page starts is kept where the test finds it.
  await page.addInitScript(() => {
    const Started = window.Worker;
    window.Worker = class extends Started {
      constructor(...given: ConstructorParameters<typeof Worker>) {
        super(...given);
        Object.assign(window, { siteWorker: this });
      }
    };
  });
  await page.goto(address);
  await page.getByText("up to date", { exact: true }).waitFor({ timeout: 50_000 });
  const seen = await page.evaluate(
    async ({ path, asked }) => {
      const { siteWorker: worker } = window as unknown as { readonly siteWorker: Worker };
      let id = 1_000_000;
      const call = (name: string, values: readonly unknown[]): Promise<unknown> =>
        new Promise((resolve, reject) => {
          const own = id++;
          const hear = ({ data }: MessageEvent): void => {
            if (data.id !== own) return;
            worker.removeEventListener("message", hear);
            if (data.kind === "answer") resolve(data.answer);
            else reject(new Error(data.message));
          };
          worker.addEventListener("message", hear);
          worker.postMessage({ kind: "call", id: own, name, values });
        });
      const listed = (await call("samples", [{}, 0, 1000])) as {
        readonly samples: readonly { readonly id: string; readonly name: string }[];
      };
      const found = listed.samples.find(({ name }) => name === path);
      const evaluations: SiteEvaluation[] = [];
      for (const point of asked) {
        const view = (await call("evaluate", [found?.id, point])) as {
          readonly map: Float32Array;
          readonly picture: Uint8Array;
          readonly imageScore: number;
          readonly loss: number;
          readonly pauroc: number | null;
        };
        evaluations.push({ ...view, map: [...view.map], picture: [...view.picture] });
      }
      return evaluations;
    },
    { path: sample, asked: points },
  );
  await page.close();
  return seen;
}
