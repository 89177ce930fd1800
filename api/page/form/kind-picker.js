// Which kind of job: a few that most ask for, the others behind a fold.

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
  value: "Value of levers",
  sharing: "Value of sharing",
  "break-even": "Break-even of recycling",
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

const MAIN = ["solve", "front", "guarantee", "stress"];

/** Radio cards of the kinds: a few at once, the others behind a fold, by what they are about. */
export function kindPicker(kinds, chosen, onchange) {
  const name = freshId("kind");
  const main = MAIN.map((each) => kinds.find((kind) => kind.name === each)).filter(Boolean);
  const others = kinds.filter((kind) => !main.includes(kind));
  const groups = GROUPS.map(([about, title]) => [title, others.filter((each) => each.about === about)]);
  return h(
    "fieldset.kinds.card",
    {},
    h("legend.visually-hidden", {}, "Kind of job"),
    h("h2", { "aria-hidden": true }, "What would you like to know?"),
    cards(main, name, chosen, onchange),
    others.length > 0 &&
      h(
        "details.fold",
        { open: others.some((each) => each.name === chosen) },
        h("summary", {}, `${others.length} more questions`),
        groups
          .filter(([, found]) => found.length > 0)
          .map(([title, found]) => [h("h3.kinds-group", {}, title), cards(found, name, chosen, onchange)]),
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
