// Every table of the result, as it is: what no view shows is still a click away.

import { card, tableOf } from "./card.js";
import { choice, make } from "./elements.js";
import { heading } from "./figures.js";

/** A choice of all tables that have rows: measures first, then decisions. */
export function everything(plan) {
  const found = new Map();
  const add = (group, tables) => {
    for (const [name, rows] of Object.entries(tables ?? {})) {
      if (Array.isArray(rows) && rows.length && typeof rows[0] === "object") found.set(`${group}/${name}`, rows);
    }
  };
  add("measures", plan.measures);
  add("plan", plan.result.tables);
  if (found.size === 0) return null;
  const box = make("div");
  const show = (name) => box.replaceChildren(tableOf({ caption: name, quiet: true, ...plainly(found.get(name)), most: 20 }));
  const names = [...found].map(([name, rows]) => [name, `${name}, ${rows.length} rows`]);
  show(names[0][0]);
  return card({
    id: "everything",
    title: "Every table",
    says: "All that the result says, table by table, as in the downloads.",
    figure: box,
    controls: [choice("Table", names, names[0][0], show)],
  }).element;
}

/** Columns and rows of a table as it is. */
export function plainly(rows) {
  return { rows, columns: Object.keys(rows[0]).map((key) => ({ key, heading: heading(key), form: formOf(rows, key) })) };
}

/** Numbers to four digits, whole ones as they are. */
function formOf(rows, key) {
  const numbers = rows.map((row) => row[key]).filter((value) => typeof value === "number");
  if (numbers.length === 0) return "text";
  return numbers.every(Number.isInteger) ? "count" : "number";
}
