// The N−1 matrix: what is lost when a country is closed in a stage, a stage everywhere, a strait.

import { card } from "./card.js";
import { choice, make } from "./elements.js";
import { FORMS, heading, number, percent, words } from "./figures.js";
import { heatmap } from "./heatmap.js";

const WHOLE = "\u0000whole";
const MEASURES = {
  share: { name: "share of demand lost", put: (value) => percent(value, value < 0.0995 ? 1 : 0), shade: (value) => value },
  lost: { name: "energy lost", put: (value) => number(value) },
  extra_cost: { name: "extra cost", put: (value) => number(value) },
  survives: { name: "days survived", put: (value) => number(value), less: true },
};

/** Cards of a stress study: the matrix of country by stage, and what else fails. */
export function failures(result, tables) {
  const rows = result.tables.failures;
  const cells = cellsOf(rows);
  const shown = [];
  if (cells.size) shown.push(matrixCard(result, cells, tables));
  return shown;
}

/** Failures by country and stage; a whole country or a whole stage stands under `WHOLE`. */
function cellsOf(rows) {
  const cells = new Map();
  for (const row of rows) {
    const [country, stage] = ends(row);
    if (country !== null) cells.set(`${country}\u0000${stage}`, row);
  }
  return cells;
}

function ends(row) {
  if (row.kind === "country") return [row.target || row.country, WHOLE];
  if (row.kind === "stage") return [WHOLE, row.target];
  if (row.kind === "country-stage") return [row.country, row.target];
  return [null, null];
}

function matrixCard(result, cells, tables) {
  const rows = result.tables.failures;
  const asked = { measure: "share" };
  const offered = Object.keys(MEASURES).filter((key) => rows.some((row) => typeof row[key] === "number"));
  const box = make("div");
  const paint = () => box.replaceChildren(matrixOf(rows, cells, tables, asked.measure));
  paint();
  const others = rows.filter((row) => ends(row)[0] === null);
  const worst = rows.find((row) => row.rank === 1) ?? rows[0];
  const shown = card({
    id: "n-minus-one",
    title: "What if it fails?",
    says: `Each country, stage and strait is closed in turn. The worst is ${nameOf(worst, tables)}: ${percent(worst.share)} of the demand is lost.`,
    figure: [box, ...chokepoints(others, tables)],
    table: () => tableOfFailures(rows, tables, result.shown?.failures),
    controls: [choice("Show", offered.map((key) => [key, MEASURES[key].name]), asked.measure, (measure) => {
      asked.measure = measure;
      paint();
      shown.again();
    })],
  });
  return shown.element;
}

function matrixOf(rows, cells, tables, measure) {
  const { name, put, shade, less } = MEASURES[measure];
  const most = Math.max(1e-12, ...rows.map((row) => Math.abs(row[measure] ?? 0)));
  const own = rows.filter((row) => ends(row)[0] !== null);
  const worst = (at) => {
    const found = new Map();
    for (const row of own) found.set(ends(row)[at], Math.max(found.get(ends(row)[at]) ?? 0, row.share ?? 0));
    return found;
  };
  const countries = [...worst(0)].filter(([key]) => key !== WHOLE).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([key]) => key);
  const present = new Set(own.map((row) => ends(row)[1]));
  const stages = (tables?.stages ?? []).map((row) => row.stage).filter((stage) => present.has(stage));
  const further = [...present].filter((stage) => stage !== WHOLE && !stages.includes(stage));
  const columns = [...(present.has(WHOLE) ? [WHOLE] : []), ...stages, ...further];
  const everywhere = own.some((row) => ends(row)[0] === WHOLE);
  return heatmap({
    caption: `N−1: ${name}`,
    corner: "Closed",
    rows: [...countries, ...(everywhere ? [WHOLE] : [])].map((key) => ({ key, name: key === WHOLE ? "every country" : countryName(tables, key) })),
    columns: columns.map((key) => ({ key, name: key === WHOLE ? "whole country" : stageName(tables, key) })),
    value: (country, stage) => cells.get(`${country}\u0000${stage}`)?.[measure] ?? null,
    put,
    shade: shade ?? ((value) => (less ? 1 - Math.abs(value) / most : Math.abs(value) / most)),
  });
}

function chokepoints(all, tables) {
  if (!all.length) return [];
  const hurts = (row) => Math.abs(row.share ?? 0) > 1e-9 || Math.abs(row.extra_cost ?? 0) > 1e-9;
  const rows = all.filter(hurts);
  const rest = all.filter((row) => !hurts(row)).map((row) => nameOf(row, tables));
  const list = make("ul", { class: "view-bars", role: "list" });
  for (const row of rows) {
    const fill = make("span", { class: "view-fill view-tone-costs" });
    fill.style.setProperty("left", "0%");
    fill.style.setProperty("width", `${100 * Math.max(0, Math.min(1, row.share ?? 0))}%`);
    list.append(make("li", { class: "view-bar" },
      make("span", { class: "view-label", text: nameOf(row, tables) }),
      make("span", { class: "view-track", "aria-hidden": "true" }, fill),
      make("span", { class: "view-value", text: percent(row.share) }),
      make("span", { class: "view-share view-faint", text: `${words(row.kind)}, extra cost ${number(row.extra_cost)}` })));
  }
  const without = rest.length ? `Without any of these nothing is lost and nothing costs more: ${rest.join(", ")}.` : "";
  return [make("h4", { text: "Straits and what else may fail: share of demand lost" }), list, make("p", { class: "view-faint", text: without })];
}

function tableOfFailures(rows, tables, shown) {
  const keys = Object.keys(rows[0]).filter((key) => !["target", "country"].includes(key));
  const form = (key) => (key === "share" ? "percent" : rows.some((row) => typeof row[key] === "number") ? "number" : "text");
  return {
    caption: "Every failure, worst first",
    columns: shown?.columns ?? keys.map((key) => ({ key, heading: heading(key), form: form(key) })),
    rows: rows.map((row) => ({ ...row, failure: nameOf(row, tables) })),
    most: 200,
  };
}

function nameOf(row, tables) {
  if (row.kind === "country") return countryName(tables, row.target || row.country);
  if (row.kind === "stage") return `${stageName(tables, row.target)} everywhere`;
  if (row.kind === "country-stage") return `${stageName(tables, row.target)} in ${countryName(tables, row.country)}`;
  if (row.kind === "chokepoint") return find(tables?.chokepoints, "chokepoint", row.target);
  return FORMS.text(row.failure);
}

function countryName(tables, key) {
  return find(tables?.countries, "country", key);
}

function stageName(tables, key) {
  return find(tables?.stages, "stage", key);
}

function find(rows, column, key) {
  return rows?.find((row) => row[column] === key)?.name || String(key);
}
