// What a strategy needs of an objective, and what becomes of one that does not give it.

import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import type { Objective } from "../../src/core/objective.ts";
import { tracedSearch } from "../../src/explore/traced-search.ts";
import { guardedObjective } from "../../src/objective/guard.ts";
import { STRATEGIES, strategyNamed } from "../../src/search/registry.ts";
import { orderOf } from "../../src/search/search.ts";
import { boxOver, hills, settings } from "../support/search.ts";

describe("what a strategy needs", () => {
  const hill = hills({ theta: 60, hue: -2, saturation: 0.4 });
  /** The hill without its slopes, counting its evaluations. */
  const blind = (gives?: Objective["gives"]): { objective: Objective; asked: () => number } => {
    let asked = 0;
    const values: Objective = async (points, wanted) => {
      asked += points.length;
      return await hill(points, { ...wanted, gradient: false });
    };
    return {
      objective: gives === undefined ? values : Object.assign(values, { gives }),
      asked: () => asked,
    };
  };
  const names = Object.keys(STRATEGIES);
  const climbers = ["adam-restarts", "ensemble", "quasi-newton"];

  it("is declared by each", () => {
    expect(names.filter((name) => STRATEGIES[name]?.needs === "gradients")).toEqual(climbers);
  });

  it.each(names.filter((name) => !climbers.includes(name)))("values: %s", async (name) => {
    const { objective } = blind("values");
    const { best } = await strategyNamed(name)(objective, settings());
    expect(best).toEqual((await strategyNamed(name)(hill, settings())).best);
  });

  it.each(climbers)(
    "gradients: %s refuses an objective of values before it asks, and names others",
    async (name) => {
      const { objective, asked } = blind("values");
      const search = strategyNamed(name)(objective, settings());
      await expect(search).rejects.toThrow(InputError);
      await expect(search).rejects.toThrow(
        new RegExp(`strategy ${name}: .*; .*surrogate-simplex.* need no gradients`),
      );
      expect(asked()).toBe(0);
    },
  );

  it.each(climbers)("gradients: %s takes none that is missing for zero", async (name) => {
    const search = strategyNamed(name)(blind().objective, settings());
    await expect(search).rejects.toThrow(/needs gradients.*surrogate-simplex/);
    await expect(STRATEGIES[name]?.search(blind().objective, settings())).rejects.toThrow("missing gradient");
  });

  it("is known of an objective that is watched or guarded", async () => {
    const { objective } = blind("values");
    expect(guardedObjective(objective, hill, orderOf(objective)).gives).toBe("values");
    const watched = tracedSearch(
      objective,
      { strategy: "adam-restarts", budget: 5 },
      {
        ...{ box: boxOver(["theta"]), circle: "wrapped", seedParts: [7] },
        ...{ signal: new AbortController().signal, onNews: () => {} },
      },
    );
    await expect(watched).rejects.toThrow(InputError);
  });
});
