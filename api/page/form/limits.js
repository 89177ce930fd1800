// Limits on dependence, each a line: measure, countries, percent, from when, which rung.

import { freshId, h, refill } from "../dom.js";
import { field, numberInput, pills, select } from "./fields.js";

const MEASURES = [
  ["exposure", "Dependence, over all rungs"],
  ["stage_share", "Share of a stage"],
  ["pass_through", "Pass-through"],
];
const PRESETS = [
  ["Dependence at most 40 %", { measure: "exposure", limit: 40 }],
  ["Every stage at most 65 %", { measure: "stage_share", limit: 65 }],
];

/** The editor of `state.limits`; `fail(mistakes)` shows what is wrong with each. */
export function limitsEditor(state, names, changed) {
  const list = h("div.limits");
  const element = h("fieldset.group", {}, h("legend", {}, "Limits on dependence"), list, adders());
  let shown = [];

  function fill() {
    shown = state.limits.map((limit, i) => limitLine(limit, names, changed, () => remove(i)));
    refill(list, shown.length > 0 ? shown : h("p.hint", {}, "None: the plan may depend on anyone as much as it likes."));
  }

  function remove(i) {
    state.limits.splice(i, 1);
    fill();
    changed();
    element.querySelector(".adders button").focus();
  }

  function adders() {
    return h(
      "div.row.adders",
      {},
      PRESETS.map(([text, preset]) =>
        h("button.button.small", { type: "button", onclick: () => add(preset) }, `+ ${text}`),
      ),
    );
  }

  function add(preset) {
    state.limits.push({ ...preset, watched: [...state.watched], from_period: "", rung: "" });
    fill();
    changed();
    list.lastElementChild.querySelector("select").focus();
  }

  fill();
  return { element, fail: (wrong) => shown.forEach((line, i) => line.fail(wrong[`limit-${i}`] ?? "")) };
}

function limitLine(limit, names, changed, remove) {
  const rung = field("Which stage", select([["", "every rung"], ...names.rungs], limit.rung, set("rung")));
  const wrong = h("p.mistake", { id: freshId("wrong"), role: "alert", hidden: true });

  function set(name) {
    return (value) => {
      limit[name] = value;
      if (name === "measure") rung.hidden = value !== "stage_share";
      changed();
    };
  }

  const percent = numberInput({ value: limit.limit, min: 0, max: 100, onchange: () => set("limit")(percent.read()) });
  const slider = h("input.slider", {
    type: "range",
    min: 0,
    max: 100,
    step: 1,
    value: limit.limit,
    "aria-label": "At most, percent, as a slider",
    oninput: (event) => {
      percent.value = event.target.value;
      set("limit")(Number(event.target.value));
    },
  });
  percent.addEventListener("input", () => {
    slider.value = percent.value;
  });
  const most = field("At most", percent, { unit: "%" });
  rung.hidden = limit.measure !== "stage_share";
  const line = h(
    "div.limit",
    { role: "group", "aria-label": "A limit" },
    h(
      "div.limit-main",
      {},
      field("What is limited", select(MEASURES, limit.measure, set("measure"))),
      most,
      slider,
      h("button.icon-button.remove", { type: "button", "aria-label": "Remove this limit", onclick: remove }, "✕"),
    ),
    h(
      "div.limit-more",
      {},
      rung,
      field("From", select([["", "the first period"], ...names.periods], limit.from_period, set("from_period"))),
    ),
    pills("On", [...names.blocs, ...names.countries], limit.watched, set("watched")),
    wrong,
  );
  line.fail = (text) => {
    wrong.textContent = text;
    wrong.hidden = !text;
  };
  return line;
}
