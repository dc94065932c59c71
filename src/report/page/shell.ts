// What every page of ours begins and ends with.

import { escapeHtml } from "./html.ts";
import { STYLE } from "./style.ts";

/** Nothing is fetched, no script runs: also if a name in the data tried to. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** A self-contained page that ends with its stamp. */
export function htmlPage(title: string, sections: readonly string[], stamp: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${sections.join("\n")}
</main>
${stamp}
</body>
</html>
`;
}
