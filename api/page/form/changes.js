// Changes of the instance's tables that this job alone is asked with.

import { h, refill } from "../dom.js";
import { field, select } from "./fields.js";

const KINDS = [
  ["change", "other values"],
  ["add", "new rows"],
  ["drop", "rows go"],
];

/** The editor of `state.changes`; `fail(mistakes)` shows what is wrong. */
export function changesEditor(state, tables, changed) {
  const list = h("div.limits");
  const wrong = h("p.mistake", { role: "alert", hidden: true });
  const add = () => {
    state.changes.push({ table: tables.includes("capacities") ? "capacities" : tables[0], change: "change", where: "", set: "" });
    fill();
    changed();
    list.lastElementChild.querySelector("select").focus();
  };
  const adder = h("button.button.small", { type: "button", onclick: add }, "+ A change");
  const remove = (i) => {
    state.changes.splice(i, 1);
    fill();
    changed();
    adder.focus();
  };
  const fill = () => refill(list, state.changes.map((change, i) => line(change, tables, changed, () => remove(i))));
  fill();
  const element = h(
    "details.fold",
    { open: state.changes.length > 0 },
    h("summary", {}, "Change its data for this job"),
    h("p.hint", {}, "Such as: rows where ", h("code", {}, "country = CHN; period >= 2030"), " then say ", h("code", {}, "quantity = * 0.5"), "."),
    list,
    wrong,
    h("div.row.adders", {}, adder),
  );
  const fail = ({ changes = "" }) => {
    wrong.textContent = changes;
    wrong.hidden = !changes;
  };
  return { element, fail };
}

function line(change, tables, changed, remove) {
  const set = (name) => (value) => {
    change[name] = value;
    changed();
  };
  const text = (name) => h("input.input.mono", { value: change[name], spellcheck: "false", oninput: (event) => set(name)(event.target.value) });
  return h(
    "div.limit",
    { role: "group", "aria-label": "A change" },
    h(
      "div.change",
      {},
      field("Table", select(tables.map((each) => [each, each]), change.table, set("table"))),
      field("What", select(KINDS, change.change, set("change"))),
      h("button.icon-button.remove", { type: "button", "aria-label": "Remove this change", onclick: remove }, "✕"),
      field("Rows where", text("where")),
      field("Say then", text("set")),
    ),
  );
}
