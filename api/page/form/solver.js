// How well and how long: gap, time, threads.

import { h } from "../dom.js";
import { duration } from "../wording.js";
import { field, numberInput } from "./fields.js";

/** The fields, and `fail(mistakes)`; `limits` is what the service allows. */
export function solveFields(state, limits, changed) {
  const make = (label, name, { unit = "", hint = "", ...more }) => {
    const input = numberInput({
      ...more,
      value: state[name],
      onchange: () => {
        state[name] = input.read();
        changed();
      },
    });
    return [name, field(label, input, { unit, hint })];
  };
  const fields = Object.fromEntries([
    make("Gap", "gap", { unit: "%", min: 0, max: 100, hint: "Stop when the plan is proven to be this close to the best." }),
    make("Time limit", "timeLimit", {
      unit: "s",
      min: 1,
      max: limits.time_limit,
      hint: `The best plan so far is kept then. At most ${duration(limits.time_limit)}.`,
    }),
    make("Threads", "threads", { min: 1, max: limits.threads, step: 1, hint: `At most ${limits.threads}.` }),
    make("Seed", "seed", { min: 0, step: 1, hint: "The same seed, the same search." }),
  ]);
  const element = h(
    "div.stack.tight",
    {},
    h("div.grid", {}, fields.gap, fields.timeLimit),
    h("details.fold", {}, h("summary", {}, "More about the solve"), h("div.grid", {}, fields.threads, fields.seed)),
  );
  const fail = (wrong) => {
    for (const [name, each] of Object.entries(fields)) each.fail(wrong[name] ?? "");
  };
  return { element, fail };
}
