// Controls drawn from a JSON Schema: for what is a kind's own, whatever kinds there will be.

import { h } from "../dom.js";
import { words } from "../wording.js";
import { check, field, numberInput, pills, select } from "./fields.js";

const HINTS = {
  points: "How many limits are tried between the two ends.",
  by_rung: "Also what a percentage point less of each rung would cost.",
  from: "Empty: what the cheapest plan has.",
  to: "Empty: the least that there is.",
  what: "What is lost, each thing alone; or some by name, such as country=CHN,IDN.",
  share: "Of the demand, served all the same (0 to 1).",
  strikes: "Periods in which an outage begins; empty: the middle one.",
  length: "Days that an outage lasts; empty: the whole period.",
  remaining: "Fraction that still works (0 to below 1).",
  pairs: "Each two of them together as well.",
  areas: "Empty: all markets together.",
  spared: "What is never lost.",
  kinds: "What fails, one by one.",
  strike: "The period in which it fails; empty: the middle one.",
  days: "After so many days it works again.",
  first: "What the answer makes small first.",
  tolerance: "Relative violation that is forgiven.",
  samples: "How many courses are drawn.",
  scenarios: "planned, all, none, or names with commas between.",
  measure: "What is limited from point to point.",
};

/**
 * A fieldset for a member of a request, kept in `own[name]`; `changed()` is called when it changes.
 * `names`: what of the instance can be offered by name.
 */
export function ownFields(name, schema, own, names, changed) {
  if (["string", "number", "integer", "boolean"].includes(schema.type)) return ownField(name, schema, own, names, changed);
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) return jsonField(name, schema, own, changed);
  own[name] ??= {};
  return h(
    "fieldset.group",
    {},
    h("legend", {}, words(name)),
    h("div.grid", {}, properties.map(([key, part]) => ownField(key, part, own[name], names, changed))),
  );
}

function ownField(key, part, value, names, changed) {
  const set = (given) => {
    if (given === null || given === "" || (Array.isArray(given) && given.length === 0 && isEmptyDefault(part))) delete value[key];
    else value[key] = given;
    changed();
  };
  const now = value[key] ?? part.default ?? null;
  const shape = plain(part);
  const hint = part.description ?? HINTS[key] ?? "";
  if (shape.type === "boolean") return check(words(key), now, set, hint);
  if (shape.enum) {
    const empty = "default" in part && part.default === null ? [["", "as it comes"]] : [];
    return field(words(key), select([...empty, ...shape.enum.map((each) => [each, words(each)])], now, set), { hint });
  }
  if (shape.type === "number" || shape.type === "integer") {
    const input = numberInput({
      value: now,
      min: shape.minimum ?? shape.exclusiveMinimum,
      max: shape.maximum ?? shape.exclusiveMaximum,
      step: shape.type === "integer" ? 1 : "any",
      onchange: () => set(input.read()),
    });
    return field(words(key), input, { hint });
  }
  return listOrText(key, shape, now, names, set, hint);
}

function listOrText(key, shape, now, names, set, hint) {
  const isList = shape.type === "array" || (shape.anyOf ?? []).some((each) => each.type === "array");
  const choices = shape.items?.enum ?? null;
  if (isList && choices) return h("div.wide", {}, pills(words(key), choices.map((each) => [each, words(each)]), now ?? [], set, { hint }));
  const offered = { strikes: names.periods, strike: names.periods, watched: [...names.blocs, ...names.countries] }[key];
  if (isList && offered?.length > 0) return h("div.wide", {}, pills(words(key), offered, now ?? [], set, { hint }));
  if (offered?.length > 0) return field(words(key), select([["", "as it comes"], ...offered], now, set), { hint });
  const input = h("input.input", {
    type: "text",
    value: Array.isArray(now) ? now.join(", ") : (now ?? ""),
    oninput: () => set(isList && shape.type === "array" ? listed(input.value) : input.value.trim()),
  });
  return field(words(key), input, { hint });
}

/** A list from text: semicolons or commas between; `country=CHN,IDN` is one, its commas are its own. */
export function listed(text) {
  const between = text.includes("=") ? /;|,\s+/ : /[;,]/;
  return text
    .split(between)
    .map((each) => each.trim())
    .filter(Boolean);
}

/** Without `null`: an optional value is empty when it is not given. */
function plain(part) {
  const kinds = (part.anyOf ?? []).filter((each) => each.type !== "null");
  return kinds.length === 1 ? { ...part, anyOf: undefined, ...kinds[0] } : part;
}

function isEmptyDefault(part) {
  return Array.isArray(part.default) && part.default.length === 0;
}

function jsonField(name, schema, own, changed) {
  const area = h("textarea.input.mono", { rows: 6, spellcheck: "false", value: own[name] === undefined ? "" : JSON.stringify(own[name], null, 2) });
  const wrapped = field(`${words(name)}, as JSON`, area, { hint: schema.description ?? "" });
  area.addEventListener("input", () => {
    try {
      if (area.value.trim() === "") delete own[name];
      else own[name] = JSON.parse(area.value);
      wrapped.fail("");
    } catch {
      wrapped.fail("This is not yet JSON.");
    }
    changed();
  });
  return wrapped;
}
