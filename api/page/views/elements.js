// Elements of the page and of drawings. Text is always text: nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element: `given` holds `text`, `on` (listeners by event) and attributes. */
export function make(tag, given = {}, ...children) {
  return filled(document.createElement(tag), given, children);
}

/** The same for SVG. */
export function draw(tag, given = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), given, children);
}

/** A drawing of `width` by `height` pixels; `label` says what it shows. */
export function drawing(width, height, label, given = {}, ...children) {
  const named = label ? { role: "img", "aria-label": label } : {};
  const size = { viewBox: `0 0 ${width} ${height}`, width, height };
  return draw("svg", { class: "view-svg", ...named, ...size, ...given }, ...children);
}

let made = 0;

/** An id that no other element of this page has. */
export function fresh(name) {
  made += 1;
  return `view-${name}-${made}`;
}

/** A select with its label; `options` are `[value, text]`, `onPick(value)` is called on a change. */
export function choice(label, options, chosen, onPick) {
  const id = fresh("choice");
  const select = make("select", { class: "view-select", id });
  for (const [value, text] of options) select.append(make("option", { value, text }));
  select.value = chosen;
  select.addEventListener("change", () => onPick(select.value));
  return make("div", { class: "view-control" }, make("label", { for: id, text: label }), select);
}

/** A slider over `options` (`[value, text]`), which shows the text of where it stands. */
export function slider(label, options, chosen, onPick) {
  const at = Math.max(0, options.findIndex(([value]) => value === chosen));
  const id = fresh("slider");
  const range = make("input", { type: "range", id, min: 0, max: options.length - 1, step: 1 });
  const shown = make("output", { class: "view-slid", for: id });
  const say = () => {
    const [, text] = options[Number(range.value)];
    shown.textContent = text;
    range.setAttribute("aria-valuetext", text);
  };
  range.value = String(at);
  say();
  range.addEventListener("input", () => {
    say();
    onPick(options[Number(range.value)][0]);
  });
  const row = make("span", { class: "view-slide" }, range, shown);
  return make("div", { class: "view-control view-wide" }, make("label", { for: id, text: label }), row);
}

/** A line that repeats what a mark of `figure` says when it is pointed at, touched or focused. */
export function readout(figure, hint) {
  const line = make("p", { class: "view-readout", "aria-live": "polite", text: hint });
  const tell = (event) => {
    const mark = event.target.closest?.("[data-says]");
    if (mark && figure.contains(mark)) line.textContent = mark.getAttribute("data-says");
  };
  for (const event of ["pointerover", "focusin", "click"]) figure.addEventListener(event, tell);
  return line;
}

/** A chart that is painted anew, `paint(width)`, whenever the room that it has changes. */
export function fitted(paint) {
  const box = make("div", { class: "view-chart" });
  let width = 0;
  const again = () => {
    if (width > 0) box.replaceChildren(paint(width));
  };
  const watcher = new ResizeObserver(([entry]) => {
    const room = Math.round(entry.contentRect.width);
    if (room === 0 || Math.abs(room - width) < 2) return;
    width = room;
    again();
  });
  watcher.observe(box);
  return { box, again };
}

/** One stop of the tab key for all `marks` of a drawing; arrows, Home and End go between them. */
export function roving(marks, onPick) {
  marks.forEach((mark, at) => {
    mark.setAttribute("tabindex", at === 0 ? "0" : "-1");
    mark.addEventListener("keydown", (event) => {
      const to = next(event.key, at, marks.length);
      if (to !== null) {
        event.preventDefault();
        mark.setAttribute("tabindex", "-1");
        marks[to].setAttribute("tabindex", "0");
        marks[to].focus();
      } else if (onPick && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        onPick(at);
      }
    });
    if (onPick) mark.addEventListener("click", () => onPick(at));
  });
}

function next(key, at, count) {
  if (key === "ArrowRight" || key === "ArrowDown") return Math.min(count - 1, at + 1);
  if (key === "ArrowLeft" || key === "ArrowUp") return Math.max(0, at - 1);
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}

function filled(element, given, children) {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name === "on") {
      for (const [event, call] of Object.entries(value)) element.addEventListener(event, call);
    } else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
