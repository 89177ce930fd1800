// Scales and axes of drawings.

import { draw } from "./elements.js";
import { number } from "./figures.js";

/** Round marks from `low` to `high`, about `count` of them. */
export function marks(low, high, count = 5) {
  if (!(high > low)) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough * 0.999);
  const found = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at += 1) {
    found.push(at * step);
  }
  return found;
}

/** The function that takes `low` to `start` and `high` to `end`. */
export function scale(low, high, start, end) {
  const span = high - low || 1;
  return (value) => start + ((value - low) / span) * (end - start);
}

/** Lines across at the marks, with their figures at the left. */
export function across(ticks, y, left, right, put = (value) => number(value)) {
  return ticks.flatMap((tick) => [
    draw("line", { class: "view-grid", x1: left, x2: right, y1: y(tick), y2: y(tick) }),
    draw("text", { class: "view-tick", x: left - 6, y: y(tick) + 4, "text-anchor": "end", text: put(tick) }),
  ]);
}

/** Which of `names` can be written side by side, each at most `each` pixels wide, in `room`. */
export function spaced(names, room, each = 52) {
  const most = Math.max(1, Math.floor(room / each));
  const step = Math.max(1, Math.ceil(names.length / most));
  return names.map((_, at) => at % step === 0);
}

/** `text`, shortened to about `room` pixels of small type. */
export function clipped(text, room, each = 6.6) {
  const most = Math.max(1, Math.floor(room / each));
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
}
