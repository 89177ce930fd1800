// What the plan is made for: objective, watched countries, scenarios, levers, risk.

import { h } from "../dom.js";
import { words } from "../wording.js";
import { check, field, numberInput, pills, radioCards, select } from "./fields.js";

const OBJECTIVES = {
  cost: ["Least cost", "the present value of everything, penalties for what is not served included"],
  exposure: ["Least dependence", "on the watched countries, over all rungs of the chain"],
  pass_through: ["Least pass-through", "of the watched countries in what is delivered"],
  co2: ["Least CO₂", "over the whole chain"],
};

/** The fields before and after the limits, and `fail(mistakes)`; `offered` is the schema of `build`. */
export function modelFields(state, offered, names, changed) {
  const set = (name) => (value) => {
    state[name] = value;
    changed();
  };
  const objectives = offered.objective?.enum ?? ["cost", "exposure", "pass_through"];
  const fields = {
    riskWeight: percentField("Weight of the dearest outcomes", "riskWeight", state, changed, "0: only the expected cost counts."),
    tail: percentField("Dearest outcomes begin at", "tail", state, changed, "95: the dearest twentieth of all chance."),
    tolerance: percentField("May give up", "tolerance", state, changed, "Of the first aim's best value."),
  };
  const watched = pills("Watched countries", [...names.blocs, ...names.countries], state.watched, set("watched"), {
    hint: "Whose share in the chain is measured.",
  });
  const wrong = { watched: mistake(), scenarios: mistake(), then: mistake() };
  const scenarios = scenarioField(state, names, changed);
  const first = [
    radioCards("What is made small", objectives.map((each) => [each, ...(OBJECTIVES[each] ?? [words(each), ""])]), state.objective, set("objective")),
    watched,
    wrong.watched,
  ];
  const others = objectives.map((each) => [each, OBJECTIVES[each]?.[0] ?? words(each)]);
  const rest = [
    scenarios,
    wrong.scenarios,
    leverField(state, names, offered, set),
    policyField(state, names, offered, set),
    h(
      "details.fold",
      {},
      h("summary", {}, "More about the aim"),
      h(
        "div.grid",
        {},
        field("Then make small", select([["", "nothing else"], ...others], state.then, set("then")), {
          hint: "Among the plans that are as good for the first aim.",
        }),
        fields.tolerance,
        fields.riskWeight,
        fields.tail,
        check("Demand must be served", state.shortfall === "forbidden", (on) => set("shortfall")(on ? "forbidden" : "as_priced"), "Otherwise what is missing costs its penalty."),
      ),
      wrong.then,
    ),
  ].filter(Boolean);
  const fail = (found) => {
    for (const [name, element] of Object.entries(fields)) element.fail(found[name] ?? "");
    for (const [name, element] of Object.entries(wrong)) element.say(found[name] ?? "");
  };
  return { first, rest, fail };
}

function percentField(label, name, state, changed, hint) {
  const input = numberInput({
    value: state[name],
    min: 0,
    max: 100,
    onchange: () => {
      state[name] = input.read();
      changed();
    },
  });
  return field(label, input, { hint, unit: "%" });
}

function mistake() {
  const element = h("p.mistake", { role: "alert", hidden: true });
  element.say = (text) => {
    element.textContent = text;
    element.hidden = !text;
  };
  return element;
}

function scenarioField(state, names, changed) {
  if (names.scenarios.length === 0) return null;
  const now = state.scenarios;
  const set = (name) => (value) => {
    now[name] = value;
    which.hidden = now.mode !== "names";
    sample.hidden = now.mode !== "sample";
    changed();
  };
  const whole = (label, name) => {
    const input = numberInput({ value: now[name], min: 0, step: 1, onchange: () => set(name)(input.read()) });
    return field(label, input);
  };
  const which = pills("Which", names.scenarios, now.names, set("names"));
  const sample = h("div.grid", {}, whole("How many", "count"), whole("Seed", "seed"));
  const mode = select(
    [
      ["planned", "those that the instance plans for"],
      ["all", "all of them"],
      ["none", "none: nothing happens"],
      ["names", "chosen ones"],
      ["sample", "a sample from its rates of outages"],
    ],
    now.mode,
    set("mode"),
  );
  which.hidden = now.mode !== "names";
  sample.hidden = now.mode !== "sample";
  return h("div.stack.tight", {}, field("Scenarios", mode, { hint: "Courses of events that one plan must be ready for." }), which, sample);
}

function leverField(state, names, offered, set) {
  if (!("levers" in offered) || names.levers.length === 0) return null;
  const hint = "What might be done or agreed; each changes the data.";
  return pills("Levers", names.levers, state.levers, set("levers"), { hint });
}

function policyField(state, names, offered, set) {
  if (!("policies" in offered) || names.policies.length === 0) return null;
  const hint = "Rules about what the instance does not have do nothing there.";
  return h(
    "details.fold",
    { open: state.policies.length > 0 },
    h("summary", {}, "Rules of law in force"),
    pills("Packs of rules", names.policies, state.policies, set("policies"), { hint }),
  );
}
