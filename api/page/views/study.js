// A study of any kind: what it found in words, its plans, its charts and its tables.

import { card, tableOf } from "./card.js";
import { chartOf } from "./charts.js";
import { make } from "./elements.js";
import { heading } from "./figures.js";
import { plainly } from "./everything.js";
import { isPlan, Plan } from "./plan.js";
import { frontTable, ofShares, renderFront } from "./front.js";
import { failures } from "./stress.js";

/** Show a study; kinds that have a view of their own get it before the general ones. */
export async function renderStudy(room, { job, result, tables, client, showPlan }) {
  room.append(answer(result));
  const plans = planShelf({ job, result, tables, client, showPlan });
  const replaced = new Set();
  if (result.kind === "front" && result.tables?.points) {
    room.append(frontCard(result, plans));
    replaced.add("line");
  }
  if (result.kind === "stress" && result.tables?.failures) {
    for (const shown of failures(result, tables)) room.append(shown);
    replaced.add("matrix").add("failures");
  }
  for (const chart of result.charts ?? []) {
    const shown = replaced.has(chart.kind) ? null : chartOf(chart);
    if (shown) room.append(shown);
  }
  for (const [name, rows] of Object.entries(result.tables ?? {})) {
    if (replaced.has(name) || !Array.isArray(rows) || rows.length === 0) continue;
    room.append(tableCard(name, rows, result.shown?.[name]));
  }
  room.append(recordCard(result));
  if (plans.element) room.append(plans.element);
}

function answer(result) {
  const list = make("ul", { class: "view-answer" });
  for (const sentence of result.sentences ?? []) list.append(make("li", { text: sentence }));
  const says = result.complete === false ? "Stopped before its end: this is what was found so far." : "";
  return card({ id: "answer", title: result.title ?? heading(result.kind ?? "Result"), says, figure: list }).element;
}

/** The front of a study, whose points open their plans. */
function frontCard(result, plans) {
  const { rows, labels, currency } = frontOf(result);
  const box = make("div");
  const known = [...rows].sort((a, b) => b.x - a.x);
  rows.xLabel = labels.x;
  rows.yLabel = labels.y;
  renderFront(box, { points: rows, onPick: plans.open ? (point) => plans.open(point.plan) : undefined });
  return card({
    id: "front",
    title: "The front",
    says: `Each point is the cheapest plan that was found within its limit.${ofShares(rows) ? " Figures beside the line say what one percentage point less costs." : ""}`,
    figure: box,
    table: () => frontTable(known, labels, currency),
  }).element;
}

/** Points of a front study as `renderFront` takes them, with the name of each one's plan. */
export function frontOf(result) {
  const chart = (result.charts ?? []).find((one) => one.kind === "line");
  const measure = result.record?.asked?.measure ?? "measure";
  const labels = { x: chart?.x_label || heading(measure), y: chart?.y_label || "Cost" };
  const rows = result.tables.points.map((row) => {
    const name = `point-${String(row.point).padStart(2, "0")}`;
    const plan = (result.plans ?? []).find((one) => one === name) ?? null;
    return { x: row.value, y: row.cost, bound: row.bound, label: `Point ${row.point}`, plan };
  });
  const currency = /,\s*(\S+)$/.exec(labels.y)?.[1] ?? "Cost";
  return { rows, labels, currency };
}

/** Buttons for the plans of a study, and the room in which the one that is picked is shown. */
function planShelf({ job, result, tables, client, showPlan }) {
  const names = result.plans ?? [];
  if (!names.length || typeof client?.get !== "function" || !job?.id) return { element: null, open: null };
  const shown = make("div", { class: "view-plan", "aria-live": "polite" });
  const list = make("div", { class: "view-controls" });
  const open = async (name) => {
    if (!name) return;
    for (const button of list.children) button.setAttribute("aria-pressed", String(button.textContent === name));
    shown.replaceChildren(make("p", { text: `Fetching ${name} …` }));
    try {
      const found = await client.get(`/v1/jobs/${job.id}/result?plan=${encodeURIComponent(name)}&format=json`);
      if (!isPlan(found)) throw new Error("what came is not a plan");
      shown.replaceChildren(headOf(name, shown));
      showPlan(shown, new Plan(found, tables, { changed: Boolean(job.request?.changes?.length) }));
      shown.firstElementChild.focus();
      shown.scrollIntoView({ block: "start" });
    } catch (error) {
      shown.replaceChildren(make("p", { class: "note", role: "alert", text: `${name} cannot be shown: ${error.detail ?? error.message}. The downloads of the result hold it.` }));
    }
  };
  for (const name of names) {
    list.append(make("button", { type: "button", class: "button", "aria-pressed": "false", text: name, on: { click: () => open(name) } }));
  }
  const shelf = card({ id: "plans", title: "Plans", says: "Each plan that the study found has a view of its own.", figure: list }).element;
  return { element: make("div", {}, shelf, shown), open };
}

/** The head of a plan that was opened, with the way back to the study. */
function headOf(name, shown) {
  const back = make("button", { type: "button", class: "button", text: "Back to the study" });
  back.addEventListener("click", () => {
    shown.replaceChildren();
    shown.closest(".view-result").scrollIntoView({ block: "start" });
  });
  return make("div", { class: "view-top", tabindex: "-1" }, make("h3", { text: `Plan ${name}` }), back);
}

function tableCard(name, rows, shown) {
  const columns = shown?.columns ?? plainly(rows).columns;
  const title = shown?.title || heading(name);
  const hidden = Object.keys(rows[0]).length > columns.length;
  return card({
    id: `table-${name}`,
    title,
    says: hidden ? "The downloads hold further columns." : "",
    figure: tableOf({ caption: title, quiet: true, columns, rows, most: 15 }),
  }).element;
}

function recordCard(result) {
  const text = JSON.stringify(result.record ?? {}, null, 1);
  const box = make("details", {}, make("summary", { text: "How to repeat it" }), make("pre", { class: "view-record", tabindex: "0", text }));
  return card({ id: "record", title: "Record", figure: box }).element;
}
