// Dependence on the watched countries, rung by rung, against the 65 % line.

import { clipped, scale, spaced } from "./axes.js";
import { card } from "./card.js";
import { entry } from "./colours.js";
import { draw, drawing, fitted, make, readout } from "./elements.js";
import { grouping, percent } from "./figures.js";

/** Most that one third country should hold of a stage: Regulation (EU) 2024/1252, article 5(1). */
export const CAP = 0.65;
const HEIGHT = 150;

/** The watched share of every rung by period, a small chart each, with the line at 65 %. */
export function dependence(plan) {
  const rows = plan.measure("stage_shares");
  const rungs = [...grouping(rows, (row) => row.rung).values()];
  const above = rungs.filter((own) => wholeOf(own)?.share > CAP + 1e-9);
  const grid = make("div", { class: "view-small" });
  for (const own of rungs) grid.append(smallOf(plan, own));
  const keys = make("ul", { class: "view-legend" }, entry("view-tone-watched", "above 65 %"), entry("view-tone-below", "up to 65 %"), make("li", { text: "no column: idle" }));
  const figure = make("div", {}, keys, grid);
  figure.append(readout(grid, "Point at a column to read it."));
  const who = plan.watchedNames();
  return card({
    id: "dependence",
    title: `Dependence on ${who || "watched countries"}`,
    says: `${who} does more than 65 % of ${above.length} of ${rungs.length} steps of the chain over the whole time. The line at 65 % is the most that the European Union wants of one third country (Regulation 2024/1252).`,
    figure,
    table: () => ({
      caption: "Watched share of throughput; the whole horizon has no period",
      columns: [
        { key: "rung_name", heading: "Step" },
        { key: "period", heading: "Period" },
        { key: "share", heading: "Watched share", form: "percent" },
        { key: "watched", heading: "Watched", form: "number" },
        { key: "throughput", heading: "All", form: "number" },
        { key: "unit", heading: "Unit" },
      ],
      rows: rows.map((row) => ({ ...row, period: row.period || "whole horizon" })),
      most: 400,
    }),
  }).element;
}

/** The row of the whole horizon among the rows of one rung. */
export function wholeOf(rows) {
  return rows.find((row) => row.period === "");
}

function smallOf(plan, rows) {
  const whole = wholeOf(rows);
  const name = whole.rung_name || whole.rung;
  const label = `${name}: watched share ${percent(whole.share)} over the whole horizon`;
  const chart = fitted((width) => columnsOf(plan, rows, width, label));
  const title = make("figcaption", {}, make("span", { text: name }), make("b", { text: percent(whole.share) }));
  if (whole.share > CAP + 1e-9) title.classList.add("view-above");
  return make("figure", { "data-key": whole.rung }, title, chart.box);
}

function columnsOf(plan, rows, width, label) {
  const [left, right, top, foot] = [34, width - 4, 8, HEIGHT - 22];
  const y = scale(0, 1, foot, top);
  const step = (right - left) / plan.periods.length;
  const shown = spaced(plan.periods, right - left);
  const byPeriod = new Map(rows.map((row) => [row.period, row]));
  const svg = drawing(width, HEIGHT, label);
  for (const tick of [0, 0.5, 1]) {
    svg.append(
      draw("line", { class: "view-grid", x1: left, x2: right, y1: y(tick), y2: y(tick) }),
      draw("text", { class: "view-tick", x: left - 5, y: y(tick) + 4, "text-anchor": "end", text: percent(tick, 0) }),
    );
  }
  plan.periods.forEach((period, at) => {
    const row = byPeriod.get(period);
    const x = left + at * step;
    if (row) {
      const tone = row.share > CAP + 1e-9 ? "view-tone-watched" : "view-tone-below";
      const says = `${period}: ${percent(row.share)} of ${row.rung_name || row.rung}`;
      const box = { x: x + step * 0.08, width: step * 0.84, y: y(row.share), height: Math.max(1, foot - y(row.share)) };
      svg.append(draw("rect", { class: `view-mark ${tone}`, ...box, "data-says": says }));
    }
    if (shown[at]) svg.append(draw("text", { class: "view-tick", x: x + step / 2, y: HEIGHT - 6, "text-anchor": "middle", text: clipped(period, 60) }));
  });
  svg.append(draw("line", { class: "view-limit", x1: left, x2: right, y1: y(CAP), y2: y(CAP) }));
  return svg;
}
