// The map: sites, and what flows between them, by commodity and period.

import { card } from "./card.js";
import { entry } from "./colours.js";
import { choice, draw, drawing, fitted, make, readout, roving, slider } from "./elements.js";
import { grouping, mass, sum } from "./figures.js";
import { crowds, graticule, placed, windowOn } from "./window.js";

const MOST_FLOWS = 150;
const ALL = "";

/** The map of the plan; `null` when no two sites that trade have a position. */
export function world(plan) {
  const flows = flowsOf(plan);
  const located = [...plan.sites.values()].filter((site) => typeof site.latitude === "number" && typeof site.longitude === "number");
  const used = new Set(flows.flatMap((flow) => [flow.origin, flow.destination]));
  const sites = located.filter((site) => used.has(site.site));
  if (sites.length < 2) return null;
  const asked = { period: ALL, commodity: ALL, country: ALL, look: "0" };
  const looks = [sites, ...crowds(sites)];
  const told = make("div", { class: "view-told", "aria-live": "polite" });
  const chart = fitted((width) => painted(plan, asked, { flows, looks, width, told }));
  const set = (name) => (value) => {
    asked[name] = value;
    told.replaceChildren();
    chart.again();
    shown.again();
  };
  const keys = make("ul", { class: "view-legend" },
    entry("view-tone-watched", `from ${plan.watchedNames() || "watched countries"}`),
    entry("view-tone-flow", "from elsewhere"));
  const shown = card({
    id: "map",
    title: "Where it goes",
    says: () => sentence(plan, asked, flows),
    figure: [keys, chart.box, readout(chart.box, "Point at a curve or a site to read it; click a site for all that it sends and receives. Curves join the ends of a flow; the way between is not shown."), told],
    table: () => tableOfFlows(plan, asked, flows),
    controls: controlsOf(plan, asked, { flows, looks, set }),
  });
  return shown.element;
}

function controlsOf(plan, asked, { flows, looks, set }) {
  const found = [];
  if (plan.tables) {
    const periods = plan.periods.map((period) => [period, period]);
    found.push(slider("Period", [[ALL, "all periods"], ...periods], asked.period, set("period")));
    const commodities = [...grouping(flows, (flow) => flow.commodity).keys()].map((one) => [one, plan.commodityName(one)]);
    commodities.sort((a, b) => a[1].localeCompare(b[1]));
    found.push(choice("Commodity", [[ALL, "all"], ...commodities], asked.commodity, set("commodity")));
  }
  const countries = [...new Set(flows.flatMap((flow) => [flow.from, flow.to]))].map((one) => [one, plan.countries.name(one)]);
  countries.sort((a, b) => a[1].localeCompare(b[1]));
  found.push(choice("To or from", [[ALL, "anywhere"], ...countries], asked.country, set("country")));
  if (looks.length > 1) {
    const names = looks.map((look, at) => [String(at), at === 0 ? "the whole" : `around ${look[0].site_name || look[0].site}`]);
    found.push(choice("Look at", names, asked.look, set("look")));
  }
  return found;
}

/** Flows with their sites and tonnes; without the instance's tables those of the whole horizon. */
function flowsOf(plan) {
  if (plan.tables) return plan.flows().filter((flow) => flow.tonnes > 0 && flow.origin !== flow.destination);
  return plan.measure("routes").filter((row) => row.origin !== row.destination).map((row) => ({
    ...row, from: plan.countryOf(row.origin), to: plan.countryOf(row.destination), period: ALL,
  }));
}

/** Flows between pairs of sites under what is asked: `{origin, destination, from, to, tonnes, commodities}`. */
export function pairsOf(flows, asked) {
  const wanted = flows.filter((flow) =>
    (asked.period === ALL || flow.period === asked.period) &&
    (asked.commodity === ALL || flow.commodity === asked.commodity) &&
    (asked.country === ALL || flow.from === asked.country || flow.to === asked.country));
  const pairs = [...grouping(wanted, (flow) => `${flow.origin}\u0000${flow.destination}`).values()].map((rows) => {
    const { origin, destination, from, to } = rows[0];
    const by = [...grouping(rows, (row) => row.commodity)].map(([commodity, own]) => ({ commodity, tonnes: sum(own, (row) => row.tonnes) }));
    by.sort((a, b) => b.tonnes - a.tonnes);
    return { origin, destination, from, to, tonnes: sum(by, (row) => row.tonnes), commodities: by };
  });
  return pairs.sort((a, b) => b.tonnes - a.tonnes);
}

function painted(plan, asked, { flows, looks, width, told }) {
  const look = looks[Number(asked.look)];
  const shown = windowOn(look, width, width < 500 ? { flattest: 0.6, tallest: 0.9 } : {});
  const pairs = pairsOf(flows, asked).filter((pair) => plan.sites.get(pair.origin)?.latitude != null && plan.sites.get(pair.destination)?.latitude != null);
  const svg = drawing(shown.width, shown.height, "Map of sites and flows", { role: "group", class: "view-svg view-map" });
  svg.append(...net(shown));
  const most = pairs[0]?.tonnes ?? 1;
  const drawn = pairs.slice(0, MOST_FLOWS);
  svg.append(...drawn.map((pair) => curve(plan, shown, pair, most)).reverse());
  const handled = handledOf(pairs);
  const sites = [...handled.keys()].sort((a, b) => handled.get(b) - handled.get(a));
  const inside = sites.filter((site) => within(shown, placed(shown, plan.sites.get(site))));
  const dots = inside.map((site) => dot(plan, shown, site, handled.get(site), Math.max(...handled.values())));
  roving(dots, (at) => told.replaceChildren(tradeOf(plan, pairs, inside[at])));
  svg.append(...dots, ...labels(plan, shown, inside));
  return svg;
}

function net(shown) {
  const parts = [draw("rect", { class: "view-water", x: 0, y: 0, width: shown.width, height: shown.height })];
  for (const { x, y, text, marked } of graticule(shown)) {
    const upright = x !== undefined;
    const ends = upright ? { x1: x, x2: x, y1: 0, y2: shown.height } : { x1: 0, x2: shown.width, y1: y, y2: y };
    parts.push(draw("line", { class: marked ? "view-circle" : "view-grid", ...ends }));
    const at = upright ? { x: x + 3, y: shown.height - 5 } : { x: 4, y: y - 3 };
    const fits = upright ? x + 40 < shown.width && x > 4 : y > 14 && y < shown.height - 16;
    if (fits && (!marked || shown.width > 500)) parts.push(draw("text", { class: `view-tick${marked ? " view-marked" : ""}`, ...at, ...(marked ? { x: shown.width - 4, "text-anchor": "end" } : {}), text }));
  }
  return parts;
}

function curve(plan, shown, pair, most) {
  const [x0, y0] = placed(shown, plan.sites.get(pair.origin));
  const [x1, y1] = placed(shown, plan.sites.get(pair.destination));
  const bend = 0.18;
  const [cx, cy] = [(x0 + x1) / 2 + (y1 - y0) * bend, (y0 + y1) / 2 - (x1 - x0) * bend];
  const d = `M${x0.toFixed(1)},${y0.toFixed(1)}Q${cx.toFixed(1)},${cy.toFixed(1)} ${x1.toFixed(1)},${y1.toFixed(1)}`;
  const thick = Math.max(0.7, 9 * Math.sqrt(pair.tonnes / most) * Math.min(1, shown.width / 700));
  const tone = plan.watched.has(pair.from) ? "view-tone-watched" : "view-tone-flow";
  return draw("path", { class: `view-flow ${tone}`, d, "stroke-width": thick.toFixed(2), "data-says": sayPair(plan, pair), "data-value": pair.tonnes });
}

function sayPair(plan, pair) {
  const what = pair.commodities.slice(0, 3).map((one) => `${plan.commodityName(one.commodity)} ${mass(one.tonnes)}`);
  if (pair.commodities.length > 3) what.push(`${pair.commodities.length - 3} more`);
  return `${plan.siteName(pair.origin)} → ${plan.siteName(pair.destination)}: ${mass(pair.tonnes)} (${what.join(", ")})`;
}

function handledOf(pairs) {
  const handled = new Map();
  for (const pair of pairs) {
    for (const site of [pair.origin, pair.destination]) handled.set(site, (handled.get(site) ?? 0) + pair.tonnes);
  }
  return handled;
}

function dot(plan, shown, site, tonnes, most) {
  const row = plan.sites.get(site);
  const [cx, cy] = placed(shown, row);
  const r = Math.max(2.5, 9 * Math.sqrt(tonnes / most) * Math.min(1, shown.width / 700));
  const tone = plan.watched.has(row.country) ? "view-tone-watched" : "view-tone-flow";
  const says = `${plan.siteName(site)}, ${plan.countries.name(row.country)}: ${mass(tonnes)} sent and received`;
  return draw("circle", { class: `view-mark view-site ${tone}`, cx: cx.toFixed(1), cy: cy.toFixed(1), r: r.toFixed(1), role: "button", "aria-label": says, "data-says": says });
}

/** Names of the sites that handle most, where none covers another. */
function labels(plan, shown, sites) {
  const taken = [];
  const found = [];
  for (const site of sites) {
    const text = plan.siteName(site);
    const [x, y] = placed(shown, plan.sites.get(site));
    const wide = text.length * 6.4;
    const left = x + 8 + wide > shown.width ? x - 8 - wide : x + 8;
    const box = [left, y - 7, left + wide, y + 7];
    if (left < 0 || y < 8 || y > shown.height - 18 || taken.some((one) => meets(one, box))) continue;
    taken.push(box);
    found.push(draw("text", { class: "view-name", x: left.toFixed(1), y: (y + 4).toFixed(1), text }));
    if (found.length >= Math.max(5, shown.width / 40)) break;
  }
  return found;
}

function meets(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

function within(shown, [x, y]) {
  return x >= 0 && x <= shown.width && y >= 0 && y <= shown.height;
}

function tradeOf(plan, pairs, site) {
  const sides = [["Sends", "origin", "destination"], ["Receives", "destination", "origin"]];
  const box = make("div", { class: "view-trade" }, make("h4", { text: plan.siteName(site) }));
  for (const [title, own, other] of sides) {
    const rows = pairs.filter((pair) => pair[own] === site);
    const list = make("ul", {});
    for (const pair of rows.slice(0, 8)) list.append(make("li", { text: sayPair(plan, pair) }));
    if (rows.length > 8) list.append(make("li", { text: `and ${rows.length - 8} more` }));
    const total = sum(rows, (pair) => pair.tonnes);
    const to = new Set(rows.map((pair) => pair[other])).size;
    box.append(make("p", { text: rows.length ? `${title} ${mass(total)}, ${to} places:` : `${title} nothing.` }), list);
  }
  return box;
}

function sentence(plan, asked, flows) {
  const pairs = pairsOf(flows, asked);
  if (!pairs.length) return "Nothing flows here under this choice.";
  const total = sum(pairs, (pair) => pair.tonnes);
  const watched = sum(pairs.filter((pair) => plan.watched.has(pair.from)), (pair) => pair.tonnes);
  const what = asked.commodity === ALL ? "all goods" : plan.commodityName(asked.commodity);
  const when = asked.period === ALL ? "over the whole horizon" : `in ${asked.period}`;
  const most = pairs.length > MOST_FLOWS ? ` The ${MOST_FLOWS} greatest of ${pairs.length} are drawn; the table has all.` : "";
  const share = total > 0 ? ` ${Math.round((100 * watched) / total)} % of it leaves ${plan.watchedNames() || "watched countries"}.` : "";
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} ${when}: ${mass(total)} between ${pairs.length} pairs of places.${share}${most}${plan.tables ? plan.caveat() : ""}`;
}

function tableOfFlows(plan, asked, flows) {
  const rows = pairsOf(flows, asked).flatMap((pair) => pair.commodities.map((one) => ({
    origin: plan.siteName(pair.origin),
    from: plan.countries.name(pair.from),
    destination: plan.siteName(pair.destination),
    to: plan.countries.name(pair.to),
    commodity: plan.commodityName(one.commodity),
    tonnes: one.tonnes,
  })));
  return {
    caption: "Flows between places, tonnes",
    columns: [
      { key: "origin", heading: "From" },
      { key: "from", heading: "Country" },
      { key: "destination", heading: "To" },
      { key: "to", heading: "Country" },
      { key: "commodity", heading: "Commodity" },
      { key: "tonnes", heading: "Tonnes", form: "number" },
    ],
    rows,
  };
}
