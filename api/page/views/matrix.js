// Who does what: the share of each country in each stage, period by period.

import { card } from "./card.js";
import { slider } from "./elements.js";
import { grouping, percent, sum } from "./figures.js";
import { heatmap } from "./heatmap.js";

const ALL = "";
const MOST = 14;

/** Countries by stage: shares of what the stage does, over the horizon or in a period. */
export function countriesByStage(plan) {
  if (plan.measure("activity").length === 0) return null;
  const asked = { period: ALL };
  const box = document.createElement("div");
  const paint = () => box.replaceChildren(painted(plan, asked.period));
  paint();
  const shown = card({
    id: "countries",
    title: "Who does what",
    says: "Share of each country in each stage, by the battery energy that it supports. The stronger the colour, the more the stage hangs on that country.",
    figure: box,
    controls: [slider("Period", [[ALL, "all periods"], ...plan.periods.map((one) => [one, one])], ALL, (period) => {
      asked.period = period;
      paint();
      shown.again();
    })],
  });
  return shown.element;
}

/** Shares by stage and country, of energy: `Map(stage → Map(country → share))`. */
export function sharesOf(plan, period) {
  const rows = plan.measure("activity").filter((row) => period === ALL || row.period === period);
  const found = new Map();
  for (const [stage, own] of grouping(rows, (row) => row.stage)) {
    const whole = sum(own, (row) => row.energy);
    const by = [...grouping(own, (row) => row.country)].map(([country, some]) => [country, whole > 0 ? sum(some, (row) => row.energy) / whole : 0]);
    found.set(stage, new Map(by));
  }
  return found;
}

function painted(plan, period) {
  const shares = sharesOf(plan, period);
  const weight = new Map();
  for (const by of shares.values()) {
    for (const [country, share] of by) weight.set(country, (weight.get(country) ?? 0) + share);
  }
  const countries = [...weight.keys()].sort((a, b) => plan.countries.order(a) - plan.countries.order(b) || weight.get(b) - weight.get(a));
  const rest = countries.slice(MOST);
  const rows = countries.slice(0, MOST).map((key) => ({ key, name: plan.countries.name(key) + (plan.watched.has(key) ? " (watched)" : "") }));
  if (rest.length) rows.push({ key: null, name: `${rest.length} others` });
  const of = (country, stage) => {
    const by = shares.get(stage);
    if (country !== null) return by?.get(country) ?? null;
    const total = sum(rest, (one) => by?.get(one));
    return total > 0 ? total : null;
  };
  return heatmap({
    caption: `Share of the stage, ${period || "all periods"}`,
    corner: "Country",
    rows,
    columns: plan.stages.filter((one) => shares.has(one.stage)).map((one) => ({ key: one.stage, name: one.name })),
    value: of,
    put: (value) => percent(value, value < 0.0995 ? 1 : 0),
    shade: (value) => value,
  });
}
