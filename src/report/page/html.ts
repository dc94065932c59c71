// Pieces of HTML. Every text from outside goes through escapeHtml: names of files and objects are not ours.

import { encode } from "html-entities";
import { type Column, isText, type Table, visible } from "../tables/table.ts";
import { shownCells } from "../tables/writers.ts";

/** Text with the characters that mean something in HTML replaced. */
export function escapeHtml(text: string): string {
  return encode(text, { mode: "specialChars" });
}

/** A heading with what stands below it; nothing where there is nothing. */
export function section(title: string, parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [`<h2>${title}</h2>`, ...parts];
}

/** A figure with its caption. */
export function htmlFigure({ svg, caption }: { readonly svg: string; readonly caption: string }): string {
  return `<figure>${svg}<figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

/** A table with its title as caption and its notes below. */
export function htmlTable(whole: Table): string {
  const table = visible(whole);
  const { title, columns, rows, summaryRows, notes } = table;
  const body = rows.map((row, index) => {
    const cells = shownCells(table, row, index);
    const classes = [
      ...(table.grouped && cells[0] !== "" ? ["first"] : []),
      ...(index >= rows.length - summaryRows ? ["summary"] : []),
    ];
    const inner = cells.map((cell, at) => htmlCell(cell, columns[at])).join("");
    return `<tr${classes.length === 0 ? "" : ` class="${classes.join(" ")}"`}>${inner}</tr>`;
  });
  const below = notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join("\n");
  return `<div class="table"><table><caption>${escapeHtml(title)}</caption><thead>${headRows(columns)}</thead><tbody>${body.join("\n")}</tbody></table></div>\n${below}`;
}

/** Characters from which on a text is broken into lines. */
const LONG = 36;

function htmlCell(text: string, column: Column | undefined): string {
  const isLong = text.length >= LONG && text.includes(" ");
  const left = column !== undefined && isText(column) ? ` class="text${isLong ? " long" : ""}"` : "";
  return `<td${left}>${escapeHtml(text)}</td>`;
}

/** One row of headings, or two where columns stand in groups. */
function headRows(columns: readonly Column[]): string {
  const label = (column: Column): string =>
    `<th scope="col"${isText(column) ? ' class="text"' : ""}>${escapeHtml(column.label)}</th>`;
  const labels = `<tr>${columns.map(label).join("")}</tr>`;
  if (columns.every(({ group }) => group === undefined)) return labels;
  const groups: { group: string; span: number }[] = [];
  for (const { group = "" } of columns) {
    const last = groups.at(-1);
    if (last?.group === group) last.span++;
    else groups.push({ group, span: 1 });
  }
  const cells = groups.map(
    ({ group, span }) => `<th scope="colgroup" class="group" colspan="${span}">${escapeHtml(group)}</th>`,
  );
  return `<tr>${cells.join("")}</tr>${labels}`;
}

/** Sentences as a list; nothing of none. */
export function bullets(sentences: readonly string[]): string {
  const items = sentences.map((sentence) => `<li>${escapeHtml(sentence)}</li>`).join("");
  return items === "" ? "" : `<ul>${items}</ul>`;
}
