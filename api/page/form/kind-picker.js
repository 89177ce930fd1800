// Which kind of job: about an instance first, about earlier plans behind a fold.

import { freshId, h } from "../dom.js";
import { words } from "../wording.js";

const GROUPS = [
  ["instance", "About an instance"],
  ["plan", "About a plan that is there"],
  ["plans", "About several plans"],
  ["requests", "Several jobs at once"],
];
const TITLES = {
  solve: "Best plan",
  front: "Front of trade-offs",
  guarantee: "Guarantee",
  worth: "Worth of foresight",
  check: "Check the data",
  stress: "Stress test",
  courses: "Courses of events",
  regret: "Regret",
  evaluate: "Evaluate",
  attribute: "Attribution",
  audit: "Audit",
  compare: "Compare",
  sweep: "Sweep",
};

/** Radio cards of the kinds; those about plans are folded away until they are wanted. */
export function kindPicker(kinds, chosen, onchange) {
  const name = freshId("kind");
  const groups = GROUPS.map(([about, title]) => [title, kinds.filter((each) => each.about === about)]).filter(([, found]) => found.length);
  const [[, first] = ["", []], ...others] = groups;
  const folded = others.flatMap(([, found]) => found);
  const open = folded.some((each) => each.name === chosen);
  return h(
    "fieldset.kinds.card",
    {},
    h("legend.visually-hidden", {}, "Kind of job"),
    h("h2", { "aria-hidden": true }, "What would you like to know?"),
    cards(first, name, chosen, onchange),
    folded.length > 0 &&
      h(
        "details.fold",
        { open },
        h("summary", {}, "More: about plans that are there, or several jobs at once"),
        cards(folded, name, chosen, onchange),
      ),
  );
}

function cards(kinds, name, chosen, onchange) {
  return h(
    "div.radio-cards",
    {},
    kinds.map((kind) =>
      h(
        "label.radio-card",
        {},
        h("input", { type: "radio", name, value: kind.name, checked: kind.name === chosen, onchange: () => onchange(kind.name) }),
        h("span.radio-title", {}, TITLES[kind.name] ?? words(kind.name)),
        h("span.faint", {}, kind.says),
      ),
    ),
  );
}
