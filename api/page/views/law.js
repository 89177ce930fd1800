// Rules of law: the level that each comes to, whether it is kept, and what it would cost to do more.

import { card } from "./card.js";
import { make } from "./elements.js";
import { grouping, number, percent, points, signed, words } from "./figures.js";

const MARKS = { kept: "✓", binding: "=", missed: "✕", idle: "–" };

/** Rules by period; `null` where the plan stands under none. */
export function law(plan) {
  const rows = plan.measure("rules");
  if (rows.length === 0) return null;
  const count = (verdict) => rows.filter((row) => row.verdict === verdict).length;
  const parts = ["kept", "binding", "missed", "idle"].filter((one) => count(one)).map((one) => `${count(one)} ${one}`);
  return card({
    id: "law",
    title: "Rules of law",
    says: `Rules in force, period by period: ${parts.join(", ")}. Binding means kept with nothing to spare.`,
    figure: matrix(plan, rows),
    table: () => tableOfRules(plan, rows),
  }).element;
}

function matrix(plan, rows) {
  const periods = plan.periods.filter((period) => rows.some((row) => row.period === period));
  const head = make("tr", {}, make("th", { scope: "col", text: "Rule" }), make("th", { scope: "col", text: "Required" }));
  for (const period of periods) head.append(make("th", { scope: "col", text: period }));
  const body = make("tbody");
  for (const own of grouping(rows, (row) => `${row.rule}\u0000${row.part}\u0000${row.scenario}`).values()) {
    const [first] = own;
    const by = new Map(own.map((row) => [row.period, row]));
    const line = make("tr", {}, make("th", { scope: "row", text: nameOf(first) }), make("td", { text: `at ${words(first.sense)} ${levelOf(first, first.required)}` }));
    for (const period of periods) line.append(cellOf(by.get(period)));
    body.append(line);
  }
  const caption = "Level that is reached, and whether the rule is kept";
  const table = make("table", { class: "view-matrix" }, make("caption", { text: caption }), make("thead", {}, head), body);
  const keys = Object.entries(MARKS).map(([verdict, mark]) => `${mark} ${verdict}`).join("   ");
  return [make("div", { class: "view-scroll", tabindex: "0", role: "region", "aria-label": caption }, table), make("p", { class: "view-faint", text: keys })];
}

function cellOf(row) {
  if (!row) return make("td", { class: "view-none", text: "·", "aria-label": "not in force" });
  const level = row.verdict === "idle" ? "" : ` ${levelOf(row, row.level)}`;
  const text = `${MARKS[row.verdict] ?? ""}${level}`;
  return make("td", { class: `view-verdict-${Object.hasOwn(MARKS, row.verdict) ? row.verdict : "kept"}`, text, title: row.verdict });
}

function nameOf({ rule, title, part, scenario }) {
  return [title || rule, part, scenario].filter(Boolean).join(", ");
}

/** A share as percent; of capacity and production an amount a year. */
function levelOf(row, value) {
  return isShare(row) ? percent(value) : `${number(value)} ${row.unit} a year`;
}

function isShare({ kind }) {
  return /_(share|rate)$/.test(kind);
}

function tableOfRules(plan, rows) {
  return {
    caption: "Rules of law in every moment",
    columns: [
      { key: "name", heading: "Rule" },
      { key: "period", heading: "Period" },
      { key: "sense", heading: "Sense" },
      { key: "required", heading: "Required" },
      { key: "level", heading: "Reached" },
      { key: "slack", heading: "To spare" },
      { key: "verdict", heading: "Verdict" },
      { key: "missed", heading: "Missed by", form: "number" },
      { key: "unit", heading: "Unit" },
      { key: "marginal", heading: `A point or unit more costs, ${plan.head.currency}`, form: "money" },
    ],
    rows: rows.map((row) => ({
      ...row,
      name: nameOf(row),
      required: levelOf(row, row.required),
      level: levelOf(row, row.level),
      slack: isShare(row) ? points(row.slack) : signed(row.slack),
    })),
    most: 100,
  };
}
