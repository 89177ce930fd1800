// A matrix of numbers, shaded: a real table, so that it reads without colour and by ear.

import { fresh, make } from "./elements.js";

/**
 * Cells by row and column: `rows` and `columns` are `{key, name}`, `value(row, column)` a number or
 * `null`, `put(value)` its text, `shade(value)` from 0 to 1. `corner` heads the names of the rows.
 */
export function heatmap({ caption, corner = "", rows, columns, value, put, shade, says }) {
  const id = fresh("matrix");
  const head = make("tr", {}, make("th", { scope: "col", text: corner }));
  for (const column of columns) head.append(make("th", { scope: "col", text: column.name }));
  const body = make("tbody");
  for (const row of rows) {
    const line = make("tr", {}, make("th", { scope: "row", text: row.name }));
    for (const column of columns) line.append(cellOf(value(row.key, column.key), put, shade, says?.(row, column)));
    body.append(line);
  }
  const table = make("table", { class: "view-matrix", id }, make("caption", { text: caption }), make("thead", {}, head), body);
  return make("div", { class: "view-scroll", tabindex: "0", role: "region", "aria-label": caption }, table);
}

function cellOf(value, put, shade, says) {
  if (typeof value !== "number") return make("td", { class: "view-none", text: "·", "aria-label": "none" });
  const dark = Math.max(0, Math.min(1, shade(value)));
  const cell = make("td", { text: put(value), class: dark > 0.5 ? "view-cell view-strong" : "view-cell", title: says, "data-value": value });
  cell.style.setProperty("--view-shade", `${Math.round(100 * dark)}%`);
  return cell;
}
