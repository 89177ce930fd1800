// Making elements. What is said is always text: nothing here parses markup.

const SVG = "http://www.w3.org/2000/svg";
const SAFE_ADDRESS = /^(#|\/(?!\/)|blob:)/;

/**
 * An element: `h("a.button", { href: "#/jobs", onclick: go }, "Jobs", other)`.
 * A function is a listener, `true` an attribute without value, `null` and `false` nothing.
 */
export function h(what, properties = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  return filled(document.createElement(tag), classes, properties, children);
}

/** The same of SVG. */
export function s(what, properties = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  return filled(document.createElementNS(SVG, tag), classes, properties, children);
}

function filled(element, classes, properties, children) {
  if (classes.length) element.classList.add(...classes);
  for (const [name, value] of Object.entries(properties ?? {})) set(element, name, value);
  put(element, ...children);
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "value" || name === "checked") element[name] = value;
  else if (name === "href" && !SAFE_ADDRESS.test(value)) throw new Error("no address of ours");
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** Append children: elements, texts and numbers; lists are taken apart, nothing is left out. */
export function put(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** Empty an element and fill it anew. */
export function refill(element, ...children) {
  element.replaceChildren();
  return put(element, ...children);
}

let lastId = 0;

/** An id that no other element has. */
export function freshId(stem = "e") {
  lastId += 1;
  return `${stem}-${lastId}`;
}

/** Say something to those who listen rather than look. */
export function announce(text) {
  const said = document.getElementById("said");
  said.textContent = "";
  requestAnimationFrame(() => {
    said.textContent = text;
  });
}

/** A short message in the corner, which leaves by itself. */
export function toast(text, kind = "info") {
  const box = h(`div.toast.${kind}`, {}, text);
  document.getElementById("toasts").append(box);
  announce(text);
  setTimeout(() => box.remove(), 6000);
}

/** Ask before something is lost; `true` when it is wanted. */
export function confirmed({ title, says, yes, danger = false }) {
  return new Promise((answered) => {
    const heading = freshId("ask");
    const dialog = h(
      "dialog.ask",
      { "aria-labelledby": heading },
      h("h2", { id: heading }, title),
      h("p", {}, says),
      h(
        "div.ask-buttons",
        {},
        h("button.button", { type: "button", autofocus: true, onclick: () => dialog.close("no") }, "Back"),
        h(
          danger ? "button.button.danger" : "button.button.primary",
          { type: "button", onclick: () => dialog.close("yes") },
          yes,
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      answered(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A problem of the API, with its single mistakes. */
export function problemNote(problem) {
  const errors = (problem.errors ?? []).slice(0, 20);
  return h(
    "div.note.bad",
    { role: "alert" },
    h("p", {}, problem.detail ?? problem.message ?? String(problem)),
    errors.length > 0 &&
      h("ul", {}, errors.map((e) => h("li", {}, [e.place, e.message, e.mend].filter(Boolean).join(" — ")))),
  );
}
