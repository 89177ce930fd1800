// What is built, closed and agreed to, along the line of time.

import { card } from "./card.js";
import { make } from "./elements.js";
import { grouping, number, sum } from "./figures.js";

const MOST = 40;

/** Builds as bars from their decision over their first output to the end of the horizon. */
export function builds(plan) {
  const found = plan.measure("builds").filter((row) => row.added > 1e-9 || row.capex > 0);
  const closed = plan.measure("closures");
  const agreed = plan.measure("commitments");
  if (found.length + closed.length + agreed.length === 0) return null;
  const { currency } = plan.head;
  const says = `${found.length} builds for ${number(sum(found, (row) => row.capex), 4)} ${currency}, ${closed.length} closures, ${agreed.length} other commitments. The thin line is the time between decision and first output, the bar what is ready.`;
  return card({
    id: "builds",
    title: "What is built, and when",
    says,
    figure: found.length ? timeline(plan, found) : make("p", { class: "view-faint", text: "Nothing is built." }),
    table: () => ({
      caption: "Builds, closures and commitments",
      columns: [
        { key: "what", heading: "What" },
        { key: "name", heading: "Where" },
        { key: "place", heading: "Country" },
        { key: "rung", heading: "Step" },
        { key: "period", heading: "Decided" },
        { key: "online", heading: "Ready" },
        { key: "added", heading: "Size", form: "number" },
        { key: "unit", heading: "Unit a year" },
        { key: "capex", heading: `Cost, ${currency}`, form: "money" },
      ],
      rows: [
        ...found.map((row) => ({ ...row, what: "build", rung: rungName(plan, row), name: row.facility_name, place: plan.countries.name(row.country), online: row.online || "later" })),
        ...closed.map((row) => ({ ...row, what: "closure", name: row.facility_name, place: plan.countries.name(row.country) })),
        ...agreed.map((row) => ({ what: row.kind, name: row.name, place: plan.countries.name(plan.countryOf(row.site)), rung: row.commodity, added: row.quantity, capex: row.cost })),
      ],
    }),
  }).element;
}

/** Rows of the line of time: single builds, or where there are many, those of a rung and country. */
function timeline(plan, found) {
  const grouped = found.length > MOST;
  const key = (row) => (grouped ? [row.rung || row.facility, row.country, row.unit].join("\u0000") : found.indexOf(row));
  const spent = (rows) => sum(rows, (row) => row.capex);
  const groups = [...grouping(found, key).values()].sort((a, b) => spent(b) - spent(a));
  const shown = groups.slice(0, MOST).sort((a, b) => rank(plan, a[0]) - rank(plan, b[0]));
  const list = make("ol", { class: "view-time", role: "list" });
  list.append(ticks(plan));
  for (const rows of shown) list.append(lineOf(plan, rows, grouped));
  const box = make("div", {}, plan.countries.legend(shown.map((rows) => rows[0].country)), list);
  if (groups.length > MOST) box.append(make("p", { class: "view-faint", text: `${groups.length - MOST} cheaper rows are in the table only.` }));
  return box;
}

function rank(plan, row) {
  const at = [...plan.rungs.keys()].indexOf(row.rung.split(", ")[0]);
  return at < 0 ? 999 : at;
}

function lineOf(plan, rows, grouped) {
  const [first] = rows;
  const rung = rungName(plan, first);
  const country = plan.countries.name(first.country);
  const title = grouped ? `${rung || first.facility_name}, ${country}` : `${rung ? `${rung}: ` : ""}${first.facility_name}, ${country}`;
  const size = `${number(sum(rows, (row) => row.added))} ${first.unit} a year`;
  const count = rows.length > 1 ? `${rows.length} builds, ` : "";
  const money = `${number(sum(rows, (row) => row.capex))} ${plan.head.currency}`;
  const dates = rows.length === 1 ? `${first.period} → ${first.online || "later"}` : spanOf(plan, rows);
  const remark = `${count}${size}, ${money}; ${dates}`;
  const track = make("span", { class: "view-track view-tall", "aria-hidden": "true" });
  const added = sum(rows, (row) => row.added);
  let level = 0;
  for (const row of [...rows].sort((a, b) => place(plan, a.online) - place(plan, b.online))) {
    const height = added > 0 ? (100 * row.added) / added : 100;
    const [decided, ready] = [place(plan, row.period), place(plan, row.online)];
    track.append(layer("view-wait", decided, ready - decided, level, height, plan.countries.tone(row.country)));
    track.append(layer("view-run", ready, 100 - ready, level, height, plan.countries.tone(row.country)));
    level += height;
  }
  const label = make("span", { class: "view-label" }, make("span", { text: title }), make("small", { class: "view-faint", text: remark }));
  return make("li", { class: "view-line" }, label, track);
}

/** The name of the first of a facility's rungs. */
function rungName(plan, { rung }) {
  return plan.rungs.get(rung.split(", ")[0])?.rung_name || rung;
}

function spanOf(plan, rows) {
  const order = [...rows].sort((a, b) => place(plan, a.period) - place(plan, b.period));
  return `decided ${order[0].period} to ${order.at(-1).period}`;
}

function layer(kind, left, width, bottom, height, tone) {
  const box = make("span", { class: `${kind} ${tone}` });
  for (const [name, value] of Object.entries({ left, width, bottom, height })) box.style.setProperty(name, `${value}%`);
  return box;
}

/** Percent of the horizon at which a period begins; the end where it lies after it. */
function place(plan, period) {
  const at = plan.periods.indexOf(period);
  return at < 0 ? 100 : (100 * at) / plan.periods.length;
}

function ticks(plan) {
  const step = Math.max(1, Math.ceil(plan.periods.length / 6));
  const row = make("span", { class: "view-ticks" });
  plan.periods.forEach((period, at) => {
    if (at % step) return;
    const mark = make("span", { text: period });
    mark.style.setProperty("left", `${place(plan, period)}%`);
    row.append(mark);
  });
  return make("li", { class: "view-line", "aria-hidden": "true" }, make("span"), row);
}
