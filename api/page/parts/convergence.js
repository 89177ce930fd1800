// Best plan and proven bound as they close in on each other, live.

import { freshId, h, refill, s } from "../dom.js";
import { duration, number, percent } from "../wording.js";
import { ticks, valueWindow } from "./scale.js";

const HEIGHT = 260;
const EDGE = { top: 14, right: 12, bottom: 30, left: 68 };

/** A chart that grows with `add({ seconds, incumbent, bound })`; `element` is to be put somewhere. */
export class Convergence {
  #points = [];
  #due = false;
  #box = h("div.convergence-drawing");
  #table = h("div.scroll.convergence-table", { tabindex: "0", role: "region", "aria-label": "Values of the chart" });

  constructor() {
    const key = (name, text) => h("span.key", {}, h(`span.key-mark.${name}`, { "aria-hidden": true }), text);
    this.element = h(
      "figure.convergence",
      {},
      h("figcaption", {}, h("h2", {}, "Convergence"), h("span.keys", {}, key("incumbent", "best plan"), key("bound", "proven bound"))),
      this.#box,
      h("details", { ontoggle: () => this.#fillTable() }, h("summary", {}, "The same as a table"), this.#table),
    );
    new ResizeObserver(() => this.#soon()).observe(this.#box);
  }

  add({ seconds, incumbent = null, bound = null }) {
    if (!Number.isFinite(seconds)) return;
    const last = this.#points.at(-1);
    const point = {
      seconds: Math.max(seconds, last?.seconds ?? 0),
      incumbent: incumbent ?? last?.incumbent ?? null,
      bound: bound ?? last?.bound ?? null,
    };
    if (point.incumbent === null && point.bound === null) return;
    this.#points.push(point);
    this.#soon();
  }

  /** Begin anew: another attempt at the job. */
  clear() {
    this.#points = [];
    this.#soon();
  }

  #soon() {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#draw();
    });
  }

  #draw() {
    const width = this.#box.clientWidth;
    if (width === 0) return;
    if (this.#points.length === 0) {
      refill(this.#box, h("p.convergence-none", {}, "No value yet: the problem is being built, or its first bound sought."));
      return;
    }
    const frame = frameOf(this.#points, width);
    const last = this.#points.at(-1);
    const said = `Best plan ${number(last.incumbent)}, proven bound ${number(last.bound)} after ${duration(last.seconds)}`;
    const clip = freshId("clip");
    refill(
      this.#box,
      s(
        "svg",
        { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": said },
        s("clipPath", { id: clip }, s("rect", { x: EDGE.left, y: EDGE.top, width: frame.inner, height: frame.tall })),
        axes(frame),
        s(
          "g",
          { "clip-path": `url(#${clip})` },
          between(this.#points, frame),
          stepped(this.#points, "bound", frame),
          stepped(this.#points, "incumbent", frame),
        ),
        ends(last, frame),
      ),
    );
    this.#fillTable();
  }

  #fillTable() {
    if (!this.#table.parentElement?.open) return;
    refill(this.#table, valuesTable(changes(this.#points).slice(-200)));
  }
}

function frameOf(points, width) {
  const of = (name) => points.map((each) => each[name]).filter((each) => each !== null);
  const [low, high] = valueWindow(of("incumbent"), of("bound"));
  const end = Math.max(points.at(-1).seconds, 1);
  const inner = width - EDGE.left - EDGE.right;
  const tall = HEIGHT - EDGE.top - EDGE.bottom;
  return {
    width,
    inner,
    tall,
    low,
    high,
    end,
    x: (seconds) => EDGE.left + (seconds / end) * inner,
    y: (value) => EDGE.top + (1 - (Math.min(Math.max(value, low - (high - low)), high + (high - low)) - low) / (high - low)) * tall,
  };
}

function axes({ width, low, high, end, x, y, inner }) {
  const values = ticks(low, high, 4);
  const times = ticks(0, end, inner > 500 ? 6 : 3);
  return s(
    "g.axes",
    { "aria-hidden": true },
    values.map((value) => [
      s("line.grid", { x1: EDGE.left, x2: width - EDGE.right, y1: y(value), y2: y(value) }),
      s("text", { x: EDGE.left - 8, y: y(value) + 4, "text-anchor": "end" }, number(value)),
    ]),
    times.map((time) => s("text", { x: x(time), y: HEIGHT - 8, "text-anchor": time === 0 ? "start" : "middle" }, tick(time))),
  );
}

function tick(seconds) {
  return seconds < 60 ? `${Number(seconds.toFixed(2))} s` : duration(seconds);
}

/** From the first point with a value on, in steps: what is known holds until something better is. */
function path(points, name, { x, y, end }) {
  const known = points.filter((each) => each[name] !== null);
  if (known.length === 0) return "";
  let line = `M${x(known[0].seconds)} ${y(known[0][name])}`;
  for (const point of known.slice(1)) line += `H${x(point.seconds)}V${y(point[name])}`;
  return `${line}H${x(end)}`;
}

function stepped(points, name, frame) {
  return s(`path.line.${name}`, { d: path(points, name, frame) });
}

function between(points, { x, y, end }) {
  const both = points.filter((each) => each.incumbent !== null && each.bound !== null);
  if (both.length === 0) return null;
  let line = `M${x(both[0].seconds)} ${y(both[0].incumbent)}`;
  for (const point of both.slice(1)) line += `H${x(point.seconds)}V${y(point.incumbent)}`;
  line += `H${x(end)}V${y(both.at(-1).bound)}`;
  for (let i = both.length - 1; i > 0; i -= 1) line += `H${x(both[i].seconds)}V${y(both[i - 1].bound)}`;
  return s("path.between", { d: `${line}H${x(both[0].seconds)}Z` });
}

function ends(last, { x, y, end }) {
  return ["incumbent", "bound"].map(
    (name) => last[name] !== null && s(`circle.end.${name}`, { cx: x(end), cy: y(last[name]), r: 4 }),
  );
}

function changes(points) {
  return points.filter((each, i) => {
    const before = points[i - 1];
    return !before || before.incumbent !== each.incumbent || before.bound !== each.bound;
  });
}

function valuesTable(points) {
  const heads = ["Seconds", "Best plan", "Proven bound", "Gap"];
  return h(
    "table.table",
    {},
    h("thead", {}, h("tr", {}, heads.map((text) => h("th.number", { scope: "col" }, text)))),
    h(
      "tbody",
      {},
      points.map(({ seconds, incumbent, bound }) =>
        h(
          "tr",
          {},
          [seconds.toFixed(1), number(incumbent), number(bound), percent(gapOf(incumbent, bound))].map((text) => h("td.number", {}, text)),
        ),
      ),
    ),
  );
}

/** The relative distance of best plan and bound. */
export function gapOf(incumbent, bound) {
  if (incumbent === null || bound === null || incumbent === undefined || bound === undefined) return NaN;
  return Math.abs(incumbent - bound) / Math.max(Math.abs(incumbent), 1e-9);
}
