// The way back: what retires, what is collected, and what metal returns to new batteries.

import { card } from "./card.js";
import { draw, drawing, fitted, make, slider } from "./elements.js";
import { heading, mass, number, percent, sum } from "./figures.js";

const ALL = "";

/** Stations of the loop, and the recycled share of each metal by period; `null` without any return. */
export function recycling(plan) {
  if (plan.measure("returns").length === 0 && plan.measure("recovered").length === 0) return null;
  const asked = { period: ALL };
  const stations = make("ol", { class: "view-loop", role: "list" });
  const bars = make("ul", { class: "view-bars", role: "list" });
  const paint = () => {
    stations.replaceChildren(...stationsOf(plan, asked.period).map(stationOf));
    bars.replaceChildren(...metalsOf(plan, asked.period).map(barOf));
  };
  paint();
  const shown = card({
    id: "loop",
    title: "The way back",
    says: () => told(plan, asked.period),
    figure: [stations, make("h4", { text: "Recovered metal as a share of what new batteries hold" }), bars, overTime(plan)],
    table: () => tableOfMetals(plan),
    controls: [slider("Period", [[ALL, "all periods"], ...plan.periods.map((one) => [one, one])], ALL, (period) => {
      asked.period = period;
      paint();
      shown.again();
    })],
  });
  return shown.element;
}

/** Energy delivered, retiring and collected, tonnes recovered and sold again: `{key, label, figure, value}`. */
export function stationsOf(plan, period) {
  const of = (name) => plan.measure(name).filter((row) => period === ALL || row.period === period);
  const unit = plan.head.energy_unit;
  const delivered = sum(of("delivered"), (row) => row.served);
  const retiring = sum(of("returns"), (row) => row.retiring);
  const collected = sum(of("returns"), (row) => row.collected_energy);
  const recovered = sum(of("recovered"), (row) => row.tonnes);
  const contained = sum(metalsOf(plan, period), (row) => row.contained);
  const share = contained > 0 ? percent(recovered / contained) : "";
  return [
    { key: "delivered", label: "Delivered", value: delivered, figure: `${number(delivered)} ${unit}`, remark: "new batteries" },
    { key: "retiring", label: "Reaches end of life", value: retiring, figure: `${number(retiring)} ${unit}`, remark: "sold now and before" },
    { key: "collected", label: "Collected", value: collected, figure: `${number(collected)} ${unit}`, remark: retiring > 0 ? `${percent(collected / retiring)} of it` : "" },
    { key: "recovered", label: "Metal recovered", value: recovered, figure: mass(recovered), remark: "from returns and from scrap" },
    { key: "contained", label: "Metal in new batteries", value: contained, figure: mass(contained), remark: share ? `${share} could be recovered metal` : "" },
  ];
}

/** Recovered over contained of each metal: `{element, recovered, contained, share}`. */
export function metalsOf(plan, period) {
  return plan.measure("recycled_content").filter((row) => row.period === period);
}

function stationOf({ key, label, figure, remark }) {
  return make("li", { class: "view-station", "data-key": key },
    make("span", { class: "view-faint", text: label }), make("b", { text: figure }), make("small", { class: "view-faint", text: remark }));
}

function barOf({ element, recovered, contained, share }) {
  const fill = make("span", { class: "view-fill view-tone-recycled" });
  fill.style.setProperty("left", "0%");
  fill.style.setProperty("width", `${Math.min(100, 100 * (share ?? 0))}%`);
  return make("li", { class: "view-bar", "data-key": element },
    make("span", { class: "view-label", text: element }),
    make("span", { class: "view-track", "aria-hidden": "true" }, fill),
    make("span", { class: "view-value", text: percent(share) }),
    make("span", { class: "view-share view-faint", text: `${mass(recovered)} of ${mass(contained)}` }));
}

/** Lines of the recycled share over the periods, one a metal, each named at its end. */
function overTime(plan) {
  const rows = plan.measure("recycled_content").filter((row) => row.period !== "" && typeof row.share === "number");
  const metals = [...new Set(rows.map((row) => row.element))].filter((one) => rows.some((row) => row.element === one && row.share > 0));
  if (plan.periods.length < 2 || metals.length === 0) return make("span", { hidden: true });
  const chart = fitted((width) => linesOf(plan, rows, metals, width));
  return make("figure", {}, make("figcaption", { text: "Over time" }), chart.box);
}

function linesOf(plan, rows, metals, width) {
  const [height, left, right, top, foot] = [190, 44, width - 40, 10, 166];
  const most = Math.max(0.05, ...rows.map((row) => Math.min(1, row.share)));
  const x = (at) => left + ((right - left) * at) / (plan.periods.length - 1);
  const y = (share) => foot - ((foot - top) * Math.min(1, share)) / most;
  const svg = drawing(width, height, "Recycled share of each metal over the periods");
  for (const part of [0, 0.5, 1]) {
    svg.append(draw("line", { class: "view-grid", x1: left, x2: right, y1: y(part * most), y2: y(part * most) }),
      draw("text", { class: "view-tick", x: left - 5, y: y(part * most) + 4, "text-anchor": "end", text: percent(part * most, 0) }));
  }
  const step = Math.max(1, Math.ceil(plan.periods.length / Math.max(1, Math.floor(width / 70))));
  plan.periods.forEach((period, at) => {
    if (at % step === 0) svg.append(draw("text", { class: "view-tick", x: x(at), y: height - 6, "text-anchor": "middle", text: period }));
  });
  const ends = [];
  metals.forEach((metal, at) => {
    const own = rows.filter((row) => row.element === metal);
    const line = own.map((row) => `${x(plan.periods.indexOf(row.period)).toFixed(1)},${y(row.share).toFixed(1)}`).join("L");
    svg.append(draw("path", { class: `view-curve view-tone-${(at % 6) + 1}`, d: `M${line}` }));
    const last = own.at(-1);
    ends.push({ metal, y: y(last.share) });
    svg.append(draw("circle", { class: `view-mark view-tone-${(at % 6) + 1}`, cx: x(plan.periods.indexOf(last.period)), cy: y(last.share), r: 3 }));
  });
  ends.sort((a, b) => a.y - b.y);
  for (let at = 1; at < ends.length; at += 1) ends[at].y = Math.max(ends[at].y, ends[at - 1].y + 13);
  for (const end of ends) svg.append(draw("text", { class: "view-name view-plain", x: right + 7, y: end.y + 4, text: end.metal }));
  return svg;
}

function told(plan, period) {
  const stations = new Map(stationsOf(plan, period).map((one) => [one.key, one]));
  const best = metalsOf(plan, period).filter((row) => typeof row.share === "number").sort((a, b) => b.share - a.share)[0];
  const when = period === ALL ? "Over the whole horizon" : `In ${period}`;
  const metal = best && best.share > 0 ? ` The best metal is ${best.element}: ${percent(best.share)} of what new batteries hold could be recovered metal.` : "";
  return `${when}, ${stations.get("retiring").figure} reach end of life and ${stations.get("collected").figure} are collected.${metal}`;
}

function tableOfMetals(plan) {
  return {
    caption: "Recovered metal and metal in new batteries, tonnes",
    columns: ["element", "period", "recovered", "contained", "share"].map((key) => ({
      key, heading: heading(key), form: { recovered: "number", contained: "number", share: "percent" }[key],
    })),
    rows: plan.measure("recycled_content").map((row) => ({ ...row, period: row.period || "whole horizon" })),
    most: 200,
  };
}
