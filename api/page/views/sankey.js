// The chain of a year: who feeds whom, by stage and country.

import { card } from "./card.js";
import { choice, fitted, make, readout, slider } from "./elements.js";
import { grouping, heading, mass, number, sum } from "./figures.js";
import { ribbons } from "./ribbons.js";
import { BOUGHT, DISPOSED, MARKETS, SOLD, STORE, traced } from "./trace.js";

const NAMES = { [BOUGHT]: "Bought", [STORE]: "From stock", [MARKETS]: "Markets", [SOLD]: "Sold", [DISPOSED]: "Thrown away", "": "Other steps" };
const COUNTRIES = 5;
const OTHERS = "\u0000others";
const LEAST_WIDTH = 760;

/** Sankey by stage and country; `null` where the instance's tables cannot be had. */
export function chain(plan) {
  if (!plan.tables || plan.decided("activity").length === 0) return null;
  const measures = measuresOf(plan);
  const asked = { period: plan.periods[Math.floor(plan.periods.length / 2)], measure: [...measures.keys()][0], bought: "no" };
  const chart = fitted((width) => painted(plan, asked, measures, Math.max(width, LEAST_WIDTH)));
  const box = make("div", { class: "view-scroll", tabindex: "0", role: "region", "aria-label": "Flows by stage and country" }, chart.box);
  const legend = make("div", {}, plan.countries.legend());
  const set = (name) => (value) => {
    asked[name] = value;
    chart.again();
    shown.again();
  };
  const shown = card({
    id: "chain",
    title: "From mine to recovery",
    says: () => told(plan, asked, measures),
    figure: [legend, box, readout(box, "Point at a band or a block to read it; every band is in the table.")],
    table: () => tableOfLinks(plan, asked, measures),
    controls: [
      slider("Period", plan.periods.map((period) => [period, period]), asked.period, set("period")),
      choice("Measured in", [...measures].map(([key, one]) => [key, one.name]), asked.measure, set("measure")),
      choice("Bought materials", [["no", "left out"], ["yes", "shown"]], asked.bought, set("bought")),
    ],
  });
  return shown.element;
}

/** What links can be measured in: money, tonnes, or a metal within; `of(commodity)` per unit. */
function measuresOf(plan) {
  const found = new Map();
  const { currency } = plan.head;
  const value = (commodity) => plan.commodities.get(commodity)?.value_per_unit ?? 0;
  found.set("value", { name: `value, ${currency}`, unit: currency, of: value });
  found.set("tonnes", { name: "tonnes of everything", unit: "t", of: (commodity) => plan.tonnesPer(commodity) ?? 0 });
  for (const [element, rows] of grouping(plan.table("contents"), (row) => row.element)) {
    const held = new Map(rows.map((row) => [row.commodity, row.tonnes]));
    found.set(`metal ${element}`, { name: `tonnes of ${element}`, unit: "t", of: (commodity) => held.get(commodity) ?? 0 });
  }
  const commodities = [...plan.commodities.keys()];
  for (const [key, { of }] of [...found]) if (!commodities.some((one) => of(one) > 0)) found.delete(key);
  if (found.size === 0) found.set("units", { name: "units of each", unit: "units", of: () => 1 });
  return found;
}

/** Links of the period in the unit asked for: `{from, to, commodity, quantity, value}`, greatest first. */
export function measured(plan, period, measure) {
  const links = traced(plan, period).map((link) => ({ ...link, value: link.quantity * measure.of(link.commodity) }));
  return links.filter((link) => link.value > 0).sort((a, b) => b.value - a.value);
}

function linksOf(plan, asked, measures) {
  const links = measured(plan, asked.period, measures.get(asked.measure));
  return asked.bought === "yes" ? links : links.filter((link) => link.from.stage !== BOUGHT);
}

function painted(plan, asked, measures, width) {
  const links = linksOf(plan, asked, measures).filter((link) => link.from.stage !== link.to.stage);
  const kept = new Set(greatest(links));
  const country = (end) => (kept.has(end.country) ? end.country : OTHERS);
  const bands = new Map();
  for (const link of links) {
    const ends = [link.from, link.to].map((end) => ({ stage: end.stage, country: country(end) }));
    const key = ends.map((end) => `${end.stage}\u0000${end.country}`).join("\u0001");
    const band = bands.get(key) ?? { from: ends[0], to: ends[1], value: 0 };
    band.value += link.value;
    bands.set(key, band);
  }
  const unit = measures.get(asked.measure).unit;
  return ribbons({
    bands: [...bands.values()],
    columns: columnsOf(plan, links),
    width,
    put: (value) => (unit === "t" ? mass(value) : `${number(value)} ${unit}`),
    name: (one) => (one === OTHERS ? "others" : plan.countries.name(one)),
    code: (one) => (one === OTHERS ? "others" : one),
    tone: (one) => (one === OTHERS ? "view-tone-other" : plan.countries.tone(one)),
    order: (one) => (one === OTHERS ? 99 : plan.countries.order(one)),
    stage: (stage) => stageName(plan, stage),
    label: `Flows between stages and countries in ${asked.period}`,
  });
}

/** Countries with a block of their own: those through which most goes. */
function greatest(links) {
  const through = new Map();
  for (const link of links) {
    for (const { country } of [link.from, link.to]) through.set(country, (through.get(country) ?? 0) + link.value);
  }
  return [...through].sort((a, b) => b[1] - a[1]).slice(0, COUNTRIES + 1).map(([country]) => country);
}

/** Stages from left to right: markets stand before the first stage that takes what comes back. */
function columnsOf(plan, links) {
  const present = new Set(links.flatMap((link) => [link.from.stage, link.to.stage]));
  const chain_ = plan.stages.map((one) => one.stage);
  const back = new Set(links.filter((link) => link.from.stage === MARKETS).map((link) => link.to.stage));
  const first = chain_.findIndex((stage) => back.has(stage));
  const at = first < 0 ? chain_.length : first;
  const order = [BOUGHT, STORE, ...chain_.slice(0, at), "", MARKETS, ...chain_.slice(at), SOLD, DISPOSED];
  return order.filter((stage) => present.has(stage));
}

function stageName(plan, stage) {
  return NAMES[stage] ?? plan.stages.find((one) => one.stage === stage)?.name ?? heading(stage);
}

function told(plan, asked, measures) {
  const links = linksOf(plan, asked, measures);
  const { unit } = measures.get(asked.measure);
  const crossing = sum(links.filter((link) => link.from.country !== link.to.country), (link) => link.value);
  const all = sum(links, (link) => link.value);
  const put = unit === "t" ? mass : (value) => `${number(value)} ${unit}`;
  const share = all > 0 ? ` (${number((100 * crossing) / all, 2)} %)` : "";
  return `In ${asked.period}, ${put(all)} pass from one step to the next, ${put(crossing)}${share} of it across a border.${plan.caveat()}`;
}

function tableOfLinks(plan, asked, measures) {
  const { unit } = measures.get(asked.measure);
  return {
    caption: `Who feeds whom in ${asked.period}, ${unit}`,
    columns: [
      { key: "from", heading: "From" },
      { key: "origin", heading: "Country" },
      { key: "to", heading: "To" },
      { key: "destination", heading: "Country" },
      { key: "what", heading: "Commodity" },
      { key: "value", heading: unit, form: "number" },
    ],
    rows: linksOf(plan, asked, measures).map((link) => ({
      from: stageName(plan, link.from.stage),
      origin: plan.countries.name(link.from.country),
      to: stageName(plan, link.to.stage),
      destination: plan.countries.name(link.to.country),
      what: plan.commodityName(link.commodity),
      value: link.value,
    })),
  };
}
