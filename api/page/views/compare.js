// Two or more plans side by side: the first is what the others are held against.

import { card } from "./card.js";
import { choice, make } from "./elements.js";
import { heading, mass, number, percent, signed, sum } from "./figures.js";
import { heatmap } from "./heatmap.js";
import { tilesOf } from "./headline.js";
import { isPlan, Plan } from "./plan.js";
import { tablesOf } from "./tables.js";
import { waterfall } from "./waterfall.js";

const ONE = "the first";

/** Show `results` (`[{job, result, instance}, ...]`) side by side; those that are no plans are named. */
export async function renderCompare(container, results, { client } = {}) {
  const room = make("div", { class: "view-compare" });
  container.replaceChildren(room);
  const sides = [];
  for (const one of results.filter(({ result }) => isPlan(result))) {
    const tables = await tablesOf(one.instance, client, one.job);
    sides.push({ name: nameOf(one, sides.length), plan: new Plan(one.result, tables) });
  }
  const left = results.length - sides.length;
  if (left) room.append(make("p", { class: "note", text: `${left} of the results are studies; only plans are compared here.` }));
  if (sides.length < 2) {
    room.append(make("p", { class: "note", text: "Choose two or more results that are plans." }));
    return { destroy: () => room.remove() };
  }
  const body = make("div", { class: "view-result" });
  const paint = (at) => {
    const order = [sides[at], ...sides.filter((_, place) => place !== at)];
    body.replaceChildren(...[heads, terms, shares, built, moved].map((view) => view(order)).filter(Boolean));
  };
  const names = sides.map((side, at) => [String(at), side.name]);
  room.append(make("div", { class: "view-controls" }, choice("Held against", names, "0", (at) => paint(Number(at)))), body);
  paint(0);
  return { destroy: () => room.remove() };
}

function nameOf({ job, result }, at) {
  const label = job?.label || result.measures.headline.title || result.measures.headline.name;
  return `${String.fromCharCode(65 + (at % 26))}: ${label}`;
}

/** Figures of all plans in a table, and what the others have more or less. */
function heads(sides) {
  const [first, ...others] = sides;
  const says = others.map((side) => difference(first, side)).join(" ");
  const tiles = sides.map(({ plan }) => new Map(tilesOf(plan).map((tile) => [tile.key, tile])));
  const rows = [...tiles[0].values()].map(({ key, label }) => Object.fromEntries([
    ["what", label], ...sides.map((_, at) => [`side${at}`, tiles[at].get(key)?.figure])]));
  return card({
    id: "compare-headline",
    title: "Side by side",
    says,
    table: () => ({
      caption: "Headline of each plan",
      columns: [{ key: "what", heading: "Figure" }, ...sides.map(({ name }, at) => ({ key: `side${at}`, heading: name }))],
      rows,
    }),
  }).element;
}

function difference(first, side) {
  const [old, now] = [first.plan.head, side.plan.head];
  const name = side.name.split(":")[0];
  if (old.currency !== now.currency) return `${name} is reckoned in ${now.currency}.`;
  const more = now.cost - old.cost;
  const share = old.cost ? ` (${signed((100 * more) / Math.abs(old.cost), 2)} %)` : "";
  const cost = Math.abs(more) <= 1e-9 * Math.max(1, Math.abs(old.cost)) ? "costs the same" : `costs ${number(Math.abs(more), 4)} ${now.currency} ${more > 0 ? "more" : "less"}${share}`;
  const both = typeof old.exposure === "number" && typeof now.exposure === "number";
  const exposure = both ? `, exposure ${percent(old.exposure)} → ${percent(now.exposure)}` : "";
  return `${name} ${cost}${exposure}.`;
}

/** Cost by term: from the first plan's cost to each other's. */
export function termsOf(first, side) {
  const [old, now] = [first, side].map(({ plan }) => new Map(plan.measure("cost_by_term").map((row) => [row.term, row.present])));
  const rows = [...new Set([...old.keys(), ...now.keys()])].map((term) => ({
    term, before: old.get(term) ?? 0, after: now.get(term) ?? 0, value: (now.get(term) ?? 0) - (old.get(term) ?? 0),
  }));
  return rows.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
}

function terms(sides) {
  const [first, ...others] = sides;
  const unit = first.plan.head.currency;
  const small = 1e-9 * Math.max(1, Math.abs(first.plan.head.cost));
  const figure = others.flatMap((side) => {
    const bars = termsOf(first, side).filter((row) => Math.abs(row.value) > small).map((row) => ({ name: row.term, value: row.value }));
    const whole = { name: "difference", value: sum(bars, (bar) => bar.value) };
    const title = make("h4", { text: `${side.name} beside ${first.name}` });
    return bars.length ? [title, waterfall(bars, whole, unit, { difference: true })] : [title, make("p", { class: "view-faint", text: "Every term is the same." })];
  });
  return card({
    id: "compare-costs",
    title: "Where the money differs",
    says: "Discounted cost by term; a bar to the right costs more, one to the left less, and the last is what they come to.",
    figure,
    table: () => ({
      caption: `Cost by term, ${unit}`,
      columns: [{ key: "side", heading: "Plan" }, { key: "term", heading: "Term" }, { key: "before", heading: "In the first", form: "money" }, { key: "after", heading: "In it", form: "money" }, { key: "value", heading: "Difference", form: "signed" }],
      rows: others.flatMap((side) => termsOf(first, side).map((row) => ({ ...row, side: side.name, term: heading(row.term) }))),
      most: 200,
    }),
  }).element;
}

function shares(sides) {
  const rungs = new Map();
  const cells = new Map();
  sides.forEach(({ plan }, at) => {
    for (const row of plan.measure("stage_shares").filter((one) => one.period === "")) {
      rungs.set(row.rung, row.rung_name || row.rung);
      cells.set(`${row.rung}\u0000${at}`, row.share);
    }
  });
  const watched = sides[0].plan.watchedNames();
  const [first] = sides;
  const matrix = heatmap({
    caption: `Share of ${watched || "watched countries"} in each step, whole horizon`,
    corner: "Step",
    rows: [...rungs].map(([key, name]) => ({ key, name })),
    columns: sides.flatMap((side, at) => [{ key: at, name: side.name }]),
    value: (rung, at) => cells.get(`${rung}\u0000${at}`) ?? null,
    put: (value) => percent(value),
    shade: (value) => value,
  });
  const moves = sides.slice(1).map((_, at) => [...rungs.keys()].filter((rung) => {
    const [old, now] = [cells.get(`${rung}\u00000`), cells.get(`${rung}\u0000${at + 1}`)];
    return typeof old === "number" && typeof now === "number" && old - now > 1e-6;
  }).length);
  const says = sides.slice(1).map((side, at) => `${side.name.split(":")[0]} depends less than ${first.name.split(":")[0]} in ${moves[at]} of ${rungs.size} steps.`).join(" ");
  return card({
    id: "compare-dependence",
    title: "Dependence, step by step",
    says,
    figure: matrix,
    table: () => ({
      caption: "Watched share over the whole horizon",
      columns: [{ key: "rung", heading: "Step" }, ...sides.map((side, at) => ({ key: `side${at}`, heading: side.name, form: "percent" })), ...sides.slice(1).map((side, at) => ({ key: `more${at}`, heading: `${side.name.split(":")[0]} less ${ONE}`, form: "points" }))],
      rows: [...rungs].map(([rung, name]) => shareRow(rung, name, cells, sides.length)),
    }),
  }).element;
}

function shareRow(rung, name, cells, count) {
  const row = { rung: name };
  for (let at = 0; at < count; at += 1) {
    row[`side${at}`] = cells.get(`${rung}\u0000${at}`);
    const known = typeof row[`side${at}`] === "number" && typeof row.side0 === "number";
    if (at > 0) row[`more${at - 1}`] = known ? row[`side${at}`] - row.side0 : null;
  }
  return row;
}

/** What two or more plans have each of `amountOf(plan)` (`Map(key → {amount, ...})`), those that differ. */
export function differing(sides, amountOf) {
  const all = sides.map(({ plan }) => amountOf(plan));
  const rows = [...new Set(all.flatMap((one) => [...one.keys()]))].map((key) => {
    const amounts = all.map((one) => one.get(key)?.amount ?? 0);
    const about = all.find((one) => one.has(key)).get(key);
    const row = { ...about, spread: Math.max(...amounts) - Math.min(...amounts), most: Math.max(...amounts.map(Math.abs)) };
    amounts.forEach((amount, at) => {
      row[`side${at}`] = amount;
    });
    return row;
  });
  return rows.filter((row) => row.spread > 1e-6 * Math.max(1, row.most)).sort((a, b) => b.spread - a.spread);
}

function built(sides) {
  const rows = differing(sides, (plan) => added(plan));
  rows.sort((a, b) => b.spread * (b.price ?? 0) - a.spread * (a.price ?? 0));
  return card({
    id: "compare-builds",
    title: "What is built instead",
    says: rows.length ? `${rows.length} places differ in what is added, the dearest first.` : "Both build the same.",
    table: () => ({
      caption: "Capacity added a year, where it differs",
      columns: [{ key: "name", heading: "Where" }, ...sides.map((side, at) => ({ key: `side${at}`, heading: side.name, form: "number" })), { key: "unit", heading: "Unit" }, { key: "rung", heading: "Step" }],
      rows,
      most: 25,
    }),
  }).element;
}

function added(plan) {
  const found = new Map();
  for (const row of plan.measure("builds")) {
    const one = found.get(row.expansion) ?? { name: `${row.facility_name}, ${plan.countries.name(row.country)}`, rung: rungsOf(plan, row.rung), unit: row.unit, amount: 0, capex: 0 };
    one.amount += row.added;
    one.capex += row.capex;
    one.price = one.amount > 0 ? one.capex / one.amount : 0;
    found.set(row.expansion, one);
  }
  return found;
}

function rungsOf(plan, rungs) {
  return rungs.split(", ").map((one) => plan.rungs.get(one)?.rung_name || one).join(", ");
}

function moved(sides) {
  const rows = differing(sides, (plan) => carried(plan));
  return card({
    id: "compare-flows",
    title: "What flows otherwise",
    says: rows.length ? `Trade between countries that differs most: ${rows[0].what}, by ${mass(rows[0].spread)}.` : "Trade between countries is the same.",
    table: () => ({
      caption: "Trade between countries over the whole horizon, tonnes, where it differs",
      columns: [{ key: "what", heading: "What" }, ...sides.map((side, at) => ({ key: `side${at}`, heading: side.name, form: "mass" })), { key: "spread", heading: "Difference", form: "mass" }],
      rows,
      most: 25,
    }),
  }).element;
}

function carried(plan) {
  return new Map(plan.measure("trade").map((row) => [`${row.origin}\u0000${row.destination}\u0000${row.commodity}`, {
    what: `${plan.commodityName(row.commodity)}, ${plan.countries.name(row.origin)} → ${plan.countries.name(row.destination)}`, amount: row.tonnes ?? 0,
  }]));
}
