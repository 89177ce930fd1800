// A card: a heading, what it says in a sentence, a chart, and a table that says the same.

import { fresh, make } from "./elements.js";
import { FORMS } from "./figures.js";

const MOST_ROWS = 60;

/**
 * A card with `title`, a sentence `says`, `controls`, and `figure` (an element, or a list of them).
 *
 * `table()` gives `{caption, columns, rows}` (see `tableOf`); without a figure the table is shown at
 * once. `again()` of what is returned writes sentence and table anew after a control has moved.
 */
export function card({ id, title, says, figure, table, controls = [] }) {
  const named = fresh("title");
  const shown = make("div", { class: "view-figure" });
  shown.append(...[figure ?? []].flat());
  const behind = make("div", { class: "view-behind", hidden: Boolean(figure) });
  const sentence = make("p", { class: "view-says" });
  const say = () => {
    sentence.textContent = typeof says === "function" ? says() : (says ?? "");
    sentence.hidden = sentence.textContent === "";
    if (table && !behind.hidden) behind.replaceChildren(tableOf(table()));
  };
  const bar = make("div", { class: "view-controls" }, ...controls);
  const top = make("div", { class: "view-top" }, make("h3", { id: named, text: title }));
  if (figure && table) top.append(swap(shown, behind, say));
  bar.hidden = bar.childElementCount === 0;
  say();
  const element = make(
    "section",
    { class: "view-card card", "aria-labelledby": named, "data-view": id },
    top,
    sentence,
    bar,
    shown,
    behind,
  );
  return { element, again: say };
}

function swap(shown, behind, say) {
  const button = make("button", { type: "button", class: "button view-swap", "aria-pressed": "false" });
  button.textContent = "Show as table";
  button.addEventListener("click", () => {
    const table = behind.hidden;
    behind.hidden = !table;
    shown.hidden = table;
    button.setAttribute("aria-pressed", String(table));
    if (table) say();
  });
  return button;
}

/**
 * A table in a box of its own that scrolls sideways.
 *
 * A `quiet` caption is heard only. `columns`: `{key, heading, form}` with a form of `FORMS` (text where none is given); `rows`:
 * objects; `most` are shown at first, all on demand.
 */
export function tableOf({ caption, quiet = false, columns, rows, most = MOST_ROWS }) {
  const head = make("tr");
  for (const { heading, form } of columns) {
    head.append(make("th", { scope: "col", class: numeric(form) && "view-n", text: heading }));
  }
  const body = make("tbody");
  const add = (some) => body.append(...some.map((row) => lineOf(row, columns)));
  add(rows.slice(0, most));
  const table = make("table", { class: "view-table table" }, make("thead", {}, head), body);
  if (caption && !quiet) table.prepend(make("caption", { text: caption }));
  const name = caption || "Table";
  const box = make("div", { class: "view-scroll", tabindex: "0", role: "region", "aria-label": name });
  box.append(table);
  const whole = make("div", {}, box);
  if (rows.length === 0) whole.append(make("p", { class: "view-faint", text: "Nothing here." }));
  if (rows.length > most) {
    const more = make("button", { type: "button", class: "button" });
    more.textContent = `Show all ${rows.length} rows`;
    more.addEventListener("click", () => {
      add(rows.slice(most));
      more.remove();
    });
    whole.append(more);
  }
  return whole;
}

function lineOf(row, columns) {
  const line = make("tr");
  columns.forEach(({ key, form }, at) => {
    const given = { text: FORMS[form ?? "text"](row[key]), class: numeric(form) && "view-n" };
    line.append(at === 0 ? make("th", { scope: "row", ...given }) : make("td", given));
  });
  return line;
}

function numeric(form) {
  return form !== undefined && form !== "text";
}
