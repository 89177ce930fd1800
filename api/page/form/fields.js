// Controls of forms: each with its label, its hint and its mistake, tied together for everybody.

import { freshId, h } from "../dom.js";

/** A control with its label; `element.fail(text)` says what is wrong with it, `""` takes it back. */
export function field(label, control, { hint = "", inline = false, unit = "" } = {}) {
  const id = control.id || freshId("field");
  control.id = id;
  const said = h("p.hint", { id: `${id}-hint` }, hint);
  const wrong = h("p.mistake", { id: `${id}-wrong`, hidden: true });
  const describe = (bad) => control.setAttribute("aria-describedby", [hint && said.id, bad && wrong.id].filter(Boolean).join(" "));
  if (hint) describe(false);
  const element = h(`div.field${inline ? ".inline" : ""}`, {}, h("label", { for: id }, label), unit ? withUnit(control, unit) : control, hint && said, wrong);
  element.fail = (text) => {
    wrong.textContent = text;
    wrong.hidden = !text;
    if (text) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    describe(Boolean(text));
  };
  return element;
}

/** A number; `read()` is `null` where it is empty. */
export function numberInput({ value, min, max, step = "any", onchange }) {
  const input = h("input.input.number", {
    type: "number",
    inputmode: "decimal",
    value: value ?? "",
    min,
    max,
    step,
    oninput: onchange,
  });
  input.read = () => (input.value.trim() === "" ? null : Number(input.value));
  return input;
}

function withUnit(control, unit) {
  return h("span.with-unit", {}, control, h("span.unit", {}, unit));
}

export function select(options, value, onchange) {
  return h(
    "select.input",
    { onchange: (event) => onchange(event.target.value) },
    options.map(([key, text]) => h("option", { value: key, selected: key === (value ?? "") }, text)),
  );
}

/** Several of many: boxes to tick, as pills. `options`: `[value, text]`. */
export function pills(legend, options, chosen, onchange, { hint = "" } = {}) {
  const marked = new Set(chosen);
  const toggle = (value, on) => {
    if (on) marked.add(value);
    else marked.delete(value);
    onchange([...marked]);
  };
  return h(
    "fieldset.pills",
    {},
    h("legend", {}, legend),
    hint && h("p.hint", {}, hint),
    h(
      "div.pill-row",
      {},
      options.map(([value, text, title]) =>
        h(
          "label.pill",
          { title: title ?? null },
          h("input", { type: "checkbox", value, checked: marked.has(value), onchange: (e) => toggle(value, e.target.checked) }),
          h("span", {}, text),
        ),
      ),
    ),
  );
}

/** One of a few, each with a sentence: cards with radio buttons. */
export function radioCards(legend, options, chosen, onchange) {
  const name = freshId("choice");
  return h(
    "fieldset.radios",
    {},
    h("legend", {}, legend),
    h(
      "div.radio-cards",
      {},
      options.map(([value, title, says]) =>
        h(
          "label.radio-card",
          {},
          h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => onchange(value) }),
          h("span.radio-title", {}, title),
          says && h("span.faint", {}, says),
        ),
      ),
    ),
  );
}

export function check(label, value, onchange, hint = "") {
  const id = freshId("check");
  return h(
    "div.check",
    {},
    h("input", {
      type: "checkbox",
      id,
      checked: Boolean(value),
      "aria-describedby": hint ? `${id}-hint` : null,
      onchange: (e) => onchange(e.target.checked),
    }),
    h("label", { for: id }, label),
    hint && h("p.hint", { id: `${id}-hint` }, hint),
  );
}
