// The page's style: readable on screen (light and dark) and on paper; nothing is fetched.

export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --soft: #5b6570; --ground: #fff; --panel: #f4f6f8; --line: #d7dce1; --bad: #b3261e; --good: #00734d; --part: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #a3adb7; --ground: #15181b; --panel: #1f2327; --line: #363c43; --bad: #ff8a80; --good: #5fd0a5; --part: #f0b95a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1100px; padding: 24px 20px 64px; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 19px; margin: 40px 0 8px; border-bottom: 1px solid var(--line); padding-bottom: 4px; }
p.sub, figcaption, .note { color: var(--soft); }
.verdict { background: var(--panel); border-left: 5px solid var(--bad); padding: 14px 18px; margin: 18px 0; font-size: 17px; }
.verdict p { margin: 0 0 8px; } .verdict strong { font-size: 21px; } .verdict ul { margin: 0; padding-left: 20px; font-size: 15px; }
.verdict p.sub { margin: 10px 0 0; font-size: 15px; }
.verdict.below { border-left-color: var(--line); } .verdict.below strong { font-size: 17px; }
p.asked { font-size: 17px; }
.judged { background: var(--panel); border-left: 8px solid var(--soft); padding: 12px 18px; margin: 18px 0; }
.accept { --tone: var(--good); } .accept-within { --tone: var(--part); } .reject { --tone: var(--bad); } .not-enough-search, .too-few-pictures { --tone: var(--soft); }
.judged { border-left-color: var(--tone, var(--line)); } .counts td.word { color: var(--tone); font-weight: 700; } .judged i, .word i { font-style: normal; }
.judged summary { cursor: pointer; } .judged .name { font-size: 17px; font-weight: 600; overflow-wrap: anywhere; }
.judged summary strong { display: block; font-size: 26px; line-height: 1.3; color: var(--tone, var(--ink)); }
.judged h3 { font-size: 15px; margin: 22px 0 4px; } .judged p.note { margin: 0 0 8px; } .judged ul { margin: 0 0 8px; padding-left: 20px; } .judged ul.note { font-size: 13px; margin-top: 14px; }
table.counts { width: auto; margin-top: 14px; font-size: 15px; } .counts td, .counts th { white-space: normal; } .counts span { white-space: nowrap; } .counts td.binds { color: var(--tone); font-weight: 700; }
.reach > div { display: grid; grid-template-columns: 150px minmax(0, 1fr) minmax(0, 1.3fr); gap: 2px 14px; align-items: center; padding: 3px 0; } .reach span { order: 3; }
.track { order: 2; display: grid; grid-template-columns: 5.4em 1fr 5.4em; gap: 6px; align-items: center; font-size: 12px; color: var(--soft); } .track em { font-style: normal; white-space: nowrap; } .track em:first-child { text-align: right; }
.track > div { position: relative; height: 18px; border: 1px solid var(--line); background: var(--ground); } .track i { position: absolute; top: 1px; height: 7px; } .track i.together { top: 9px; } .track i.zero { top: -3px; height: 22px; width: 1px; background: var(--ink); }
i.alone, b.alone { background: #56b4e9; } i.together, b.together { background: #0072b2; } p.note b { display: inline-block; width: 1.6em; height: 0.6em; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 13px; }
th, td { padding: 4px 6px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th.text, td.text { text-align: left; }
th.text:not(:first-child), td.text:not(:first-child) { padding-left: 14px; }
td.long { white-space: normal; min-width: 180px; }
th.group { text-align: center; }
caption { text-align: left; font-weight: 600; padding: 18px 0 6px; }
tr.first td { border-top: 2px solid var(--line); }
tr.summary td { background: var(--panel); font-weight: 600; }
figure { margin: 18px 0; }
figure svg { max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: 4px; }
.case { display: grid; grid-template-columns: repeat(4, 1fr); gap: 8px; margin: 14px 0 26px; }
.case header { grid-column: 1 / -1; }
.case figure { margin: 0; }
.case img { width: 100%; image-rendering: pixelated; border-radius: 4px; display: block; }
.case figcaption { font-size: 12.5px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 18px; font-size: 14px; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
footer { margin-top: 56px; padding-top: 10px; border-top: 1px solid var(--line); color: var(--soft); font-size: 11px; line-height: 1.45; break-inside: avoid; }
footer dl { font-size: inherit; gap: 0 12px; margin: 0; grid-template-columns: max-content minmax(0, 1fr); } footer i { font-style: normal; white-space: nowrap; } footer dd { font-family: ui-monospace, monospace; } footer p { margin: 6px 0 0; }
@media (max-width: 640px) { .reach > div { grid-template-columns: minmax(0, 1fr) minmax(0, 1.6fr); } .reach span { order: 2; text-align: right; } .track { order: 3; grid-column: 1 / -1; } .judged { padding: 10px 12px; } table.counts { font-size: 13px; }
.case { grid-template-columns: repeat(2, 1fr); } dl { grid-template-columns: 1fr; } }
@media print { .judged::details-content { content-visibility: visible; block-size: auto; } body { max-width: none; } .case, figure { break-inside: avoid; } }
`;
