// A front: cost against a measure, a point for each plan.

import { across, marks, scale } from "./axes.js";
import { draw, drawing, fitted, make, readout, roving } from "./elements.js";
import { number, percent, points as inPoints } from "./figures.js";

const HEIGHT = 340;

/**
 * A front of `points` (`{x, y, label, job}`, with `bound` where it is known), x a share.
 *
 * `points.xLabel` and `points.yLabel` name the axes; `onPick(point)` is called on a click and on Enter.
 * Points that are not there yet (`y` missing) are left out.
 */
export function renderFront(container, { points, onPick }) {
  const known = points.filter((one) => Number.isFinite(one.x) && Number.isFinite(one.y)).sort((a, b) => b.x - a.x);
  const room = make("div", { class: "view-front" });
  container.replaceChildren(room);
  if (known.length === 0) {
    room.append(make("p", { class: "view-faint", text: "No point has been found yet." }));
    return { destroy: () => room.remove() };
  }
  const labels = { x: points.xLabel ?? "Measure", y: points.yLabel ?? "Cost" };
  const chart = fitted((width) => painted(known, labels, width, onPick));
  const hint = onPick ? "Pick a point to see its plan; the arrow keys go from point to point." : "Point at a point to read it.";
  room.append(chart.box, readout(chart.box, hint));
  return { destroy: () => room.remove() };
}

/** Whether every x is a share, and so is told in percent. */
export function ofShares(known) {
  return known.every((one) => one.x >= -1e-9 && one.x <= 1 + 1e-9);
}

/** What one point (of a share a percentage point) less costs between neighbours: `{from, to, price}`. */
export function prices(known) {
  const points = ofShares(known) ? 100 : 1;
  return known.slice(1).map((to, at) => {
    const from = known[at];
    const gained = points * (from.x - to.x);
    return { from, to, price: gained > 1e-9 ? (to.y - from.y) / gained : null };
  });
}

function painted(known, labels, width, onPick) {
  const [left, right, top, foot] = [64, width - 16, 26, HEIGHT - 46];
  const shares = ofShares(known);
  const put = shares ? (value) => percent(value, 0) : number;
  const [x, xTicks] = axis(known.map((one) => one.x), left, right, Math.max(3, Math.floor(width / 90)));
  const [y, yTicks] = axis(known.flatMap((one) => [one.y, one.bound ?? one.y]), foot, top, 5);
  const svg = drawing(width, HEIGHT, `${labels.y} against ${labels.x}`, { role: "group" });
  svg.append(...across(yTicks, y, left, right));
  for (const tick of xTicks) {
    svg.append(draw("text", { class: "view-tick", x: x(tick), y: foot + 18, "text-anchor": "middle", text: put(tick) }));
  }
  svg.append(
    draw("text", { class: "view-axis", x: left, y: 14, text: labels.y }),
    draw("text", { class: "view-axis", x: right, y: HEIGHT - 8, "text-anchor": "end", text: `${labels.x} →` }),
    draw("path", { class: "view-curve view-tone-1", d: `M${known.map((one) => `${x(one.x).toFixed(1)},${y(one.y).toFixed(1)}`).join("L")}` }),
  );
  svg.append(...priceTags(known, x, y, shares));
  const dots = known.map((point) => dotOf(point, x, y, labels, shares, onPick));
  roving(dots.map(({ element }) => element), onPick && ((at) => onPick(known[at])));
  svg.append(...dots.flatMap(({ element, whisker }) => (whisker ? [whisker, element] : [element])));
  return svg;
}

function axis(values, start, end, count) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = 0.06 * (high - low || Math.abs(high) || 1);
  const place = scale(low - margin, high + margin, start, end);
  return [place, marks(low - margin, high + margin, count)];
}

/** Prices of a percentage point, beside the middle of each stretch that has room for them. */
function priceTags(known, x, y, shares) {
  if (!shares) return [];
  const found = [];
  let last = Infinity;
  for (const { from, to, price } of prices(known)) {
    if (price === null) continue;
    const [mx, my] = [(x(from.x) + x(to.x)) / 2, (y(from.y) + y(to.y)) / 2];
    if (last - mx < 58) continue;
    last = mx;
    found.push(draw("text", { class: "view-price", x: (mx + 8).toFixed(1), y: (my - 8).toFixed(1), text: `${number(price)} / pp` }));
  }
  return found;
}

function dotOf(point, x, y, labels, shares, onPick) {
  const value = shares ? percent(point.x) : number(point.x, 4);
  const bound = Number.isFinite(point.bound) ? `, no plan costs less than ${number(point.bound, 4)}` : "";
  const [[what, unit], [money, currency]] = [apart(labels.x), apart(labels.y)];
  const found = `${what} ${shares ? value : `${value} ${unit}`}, ${money} ${number(point.y, 4)} ${currency}`;
  const says = `${point.label ? `${point.label}: ` : ""}${found.trim()}${bound}`;
  const at = { cx: x(point.x).toFixed(1), cy: y(point.y).toFixed(1), r: 6.5 };
  const element = draw("circle", { class: "view-mark view-point view-tone-1", ...at, role: onPick ? "button" : "img", "aria-label": says, "data-says": says });
  const whisker = bound && Math.abs(y(point.bound) - y(point.y)) > 2
    ? draw("line", { class: "view-whisker", x1: at.cx, x2: at.cx, y1: y(point.y), y2: y(point.bound) })
    : null;
  return { element, whisker };
}

/** Name and unit of an axis: `cost, MUSD`. */
function apart(label) {
  const at = label.lastIndexOf(", ");
  return at < 0 ? [label, ""] : [label.slice(0, at), label.slice(at + 2)];
}

/** The front as a table: value, cost, bound, and the price of a percentage point to the next. */
export function frontTable(known, labels, currency) {
  const next = prices(known);
  const shares = ofShares(known);
  const less = (at) => (shares ? inPoints(next[at].to.x - known[at].x) : number(next[at].to.x - known[at].x, 4));
  return {
    caption: `${labels.y} against ${labels.x}`,
    columns: [
      { key: "label", heading: "Point" },
      { key: "x", heading: labels.x, form: shares ? "percent" : "number" },
      { key: "y", heading: labels.y, form: "money" },
      { key: "bound", heading: "No plan costs less than", form: "money" },
      { key: "saved", heading: "To the next point" },
      { key: "price", heading: `${currency} per ${shares ? "percentage point" : "unit"}`, form: "number" },
    ],
    rows: known.map((point, at) => ({ ...point, price: next[at]?.price, saved: next[at] ? less(at) : "" })),
  };
}
