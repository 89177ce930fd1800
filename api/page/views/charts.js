// The charts of a study as its document gives them: lines, bars, a matrix.

import { across, marks, scale } from "./axes.js";
import { card, tableOf } from "./card.js";
import { entry } from "./colours.js";
import { draw, drawing, fitted, make, readout } from "./elements.js";
import { grouping, number } from "./figures.js";
import { heatmap } from "./heatmap.js";

const HEIGHT = 300;
const MOST_BARS = 60;

/** A card for a chart of a study (`{kind, title, rows, x_label, y_label}`); `null` without rows. */
export function chartOf(chart) {
  if (!chart.rows?.length) return null;
  const kinds = { line: lines, bars, matrix };
  const figure = (kinds[chart.kind] ?? plain)(chart);
  return card({ id: "chart", title: chart.title, figure, table: () => tableFor(chart) }).element;
}

function tableFor(chart) {
  const keys = Object.keys(chart.rows[0]);
  const headings = { x: chart.x_label || "x", y: chart.y_label || "y", value: chart.title };
  const columns = keys.map((key) => ({
    key,
    heading: headings[key] ?? key,
    form: chart.rows.some((row) => typeof row[key] === "number") ? "number" : "text",
  }));
  return { caption: chart.title, columns, rows: chart.rows };
}

function plain(chart) {
  return tableOf(tableFor(chart));
}

function lines(chart) {
  const rows = chart.rows.filter((row) => Number.isFinite(row.x) && Number.isFinite(row.y));
  if (rows.length === 0) return plain(chart);
  const series = [...grouping(rows, (row) => row.series ?? "")];
  const box = fitted((width) => painted(chart, rows, series, width)).box;
  const keys = make("ul", { class: "view-legend" });
  if (series.length > 1) series.forEach(([name], at) => keys.append(entry(toneOf(at), name)));
  return [keys, box, readout(box, "Point at a point to read it.")];
}

function painted(chart, rows, series, width) {
  const [left, right, top, foot] = [64, width - 16, 26, HEIGHT - 46];
  const range = (values, count) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const margin = 0.05 * (high - low || Math.abs(high) || 1);
    return [low - margin, high + margin, count];
  };
  const [x0, x1] = range(rows.map((row) => row.x));
  const [y0, y1] = range(rows.map((row) => row.y));
  const [x, y] = [scale(x0, x1, left, right), scale(y0, y1, foot, top)];
  const svg = drawing(width, HEIGHT, chart.title);
  svg.append(...across(marks(y0, y1, 5), y, left, right));
  for (const tick of marks(x0, x1, Math.max(3, Math.floor(width / 90)))) {
    svg.append(draw("text", { class: "view-tick", x: x(tick), y: foot + 18, "text-anchor": "middle", text: number(tick) }));
  }
  svg.append(draw("text", { class: "view-axis", x: left, y: 14, text: chart.y_label }),
    draw("text", { class: "view-axis", x: right, y: HEIGHT - 8, "text-anchor": "end", text: chart.x_label }));
  series.forEach(([name, own], at) => {
    const sorted = [...own].sort((a, b) => a.x - b.x);
    const d = `M${sorted.map((row) => `${x(row.x).toFixed(1)},${y(row.y).toFixed(1)}`).join("L")}`;
    svg.append(draw("path", { class: `view-curve ${toneOf(at)}`, d }));
    for (const row of sorted) {
      const says = `${name ? `${name}: ` : ""}${row.label ? `${row.label}, ` : ""}${number(row.x, 4)}, ${number(row.y, 4)}`;
      svg.append(draw("circle", { class: `view-mark ${toneOf(at)}`, cx: x(row.x).toFixed(1), cy: y(row.y).toFixed(1), r: 4, "data-says": says }));
    }
  });
  return svg;
}

function bars(chart) {
  const rows = chart.rows.filter((row) => Number.isFinite(row.y)).slice(0, MOST_BARS);
  const at = scale(Math.min(0, ...rows.map((row) => row.y)), Math.max(0, ...rows.map((row) => row.y)), 0, 100);
  const series = [...new Set(rows.map((row) => row.series ?? ""))];
  const list = make("ul", { class: "view-bars", role: "list" });
  for (const own of grouping(rows, (row) => row.x).values()) {
    own.forEach((row, place) => list.append(barOf(row, series.indexOf(row.series ?? ""), place === 0, at)));
  }
  const keys = make("ul", { class: "view-legend" });
  if (series.length > 1) series.forEach((name, tone) => keys.append(entry(toneOf(tone), name)));
  return [...(chart.y_label ? [make("p", { class: "view-faint", text: chart.y_label })] : []), keys, list];
}

/** A bar; of several series at one place only the first bears its name, the others are heard. */
function barOf(row, series, first, at) {
  const fill = make("span", { class: `view-fill ${toneOf(series)}` });
  fill.style.setProperty("left", `${at(Math.min(0, row.y))}%`);
  fill.style.setProperty("width", `${Math.max(0.15, at(Math.max(0, row.y)) - at(Math.min(0, row.y)))}%`);
  const name = make("span", { class: first ? "" : "visually-hidden", text: String(row.x) });
  return make("li", { class: "view-bar" },
    make("span", { class: "view-label" }, name),
    make("span", { class: "view-track", "aria-hidden": "true" }, fill),
    make("span", { class: "view-value", text: number(row.y, 4) }),
    make("span", { class: "view-share view-faint", text: row.series ?? row.label ?? "" }));
}

function matrix(chart) {
  const names = (key) => [...new Set(chart.rows.map((row) => row[key]))].map((one) => ({ key: one, name: String(one) }));
  const cells = new Map(chart.rows.map((row) => [`${row.x}\u0000${row.y}`, row.value]));
  const most = Math.max(1e-12, ...chart.rows.map((row) => Math.abs(row.value ?? 0)));
  return heatmap({
    caption: chart.title,
    corner: [chart.y_label, chart.x_label].filter(Boolean).join(" / "),
    rows: names("y"),
    columns: names("x"),
    value: (row, column) => cells.get(`${column}\u0000${row}`) ?? null,
    put: (value) => number(value),
    shade: (value) => Math.abs(value) / most,
  });
}

function toneOf(at) {
  return `view-tone-${(Math.max(0, at) % 6) + 1}`;
}
