// The points of a front as they become known.

import { h } from "../dom.js";

/** A chart of points that are told one by one; it shows itself with the first. */
export class Points {
  #known = new Map();
  #due = false;
  #box = h("div");
  xLabel = "Measure";

  constructor() {
    this.element = h("section", { hidden: true, "aria-label": "Points so far" }, h("h2", {}, "Points so far"), this.#box);
  }

  /** `{ number, value, cost, bound }`, as a front tells of it. */
  add(point) {
    if (!Number.isFinite(point.value) || !Number.isFinite(point.cost)) return;
    this.#known.set(point.number, { x: point.value, y: point.cost, bound: point.bound, label: `Point ${point.number}` });
    this.element.hidden = false;
    if (this.#due) return;
    this.#due = true;
    setTimeout(() => this.#draw(), 200);
  }

  async #draw() {
    this.#due = false;
    const { renderFront } = await import("../views/front.js");
    const points = Object.assign([...this.#known.values()], { xLabel: this.xLabel, yLabel: "Cost" });
    renderFront(this.#box, { points });
  }
}
