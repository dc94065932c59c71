// Samples that failed are named wherever the numbers stand.

import { expect, it } from "vitest";
import { leftOut } from "../../src/report/left-out.ts";
import { reportPage } from "../../src/report/page/page.ts";
import { summaryText } from "../../src/report/write.ts";
import { SUMMARY } from "../support/summary.ts";

const failure = (
  number: number,
): { readonly [Key in "key" | "object" | "sample" | "experiment" | "error"]: string } => ({
  ...{ key: `${number}`, object: "nut", sample: `nut/<${number}>.png`, experiment: "bound theta" },
  error: "begun 5 times, and its worker did not come back",
});

it("nothing is said where nothing failed", () => {
  expect(leftOut(SUMMARY)).toEqual([]);
  expect(reportPage(SUMMARY, [])).not.toContain("Excluded");
});

it("items that failed stand in the terminal and on the page, with their errors, escaped", () => {
  const summary = { ...SUMMARY, failed: [failure(1), failure(2)] };
  const said = "Excluded from all results: 2 samples (2 items failed after retries).";
  expect(summaryText(summary)).toContain(
    `${said}\nnut/<1>.png, bound theta: begun 5 times, and its worker did not come back`,
  );
  expect(reportPage(summary, [])).toContain(
    `<p>${said}</p>\n<p>nut/&lt;1&gt;.png, bound theta: begun 5 times`,
  );
});

it("of many, the first are named and the others counted", () => {
  const lines = leftOut({ ...SUMMARY, failed: Array.from({ length: 30 }, (_, number) => failure(number)) });
  expect(lines).toHaveLength(22);
  expect(lines.at(-1)).toBe("and 10 more, in results.json");
});
