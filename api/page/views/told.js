// What was asked, what may come, and how the audit went.

import { card } from "./card.js";
import { heading, number, percent, words } from "./figures.js";

/** What each course of events costs; `null` where there is only one. */
export function courses(plan) {
  const rows = plan.decided("courses");
  if (rows.length < 2) return null;
  const names = new Map(plan.table("scenarios").map((row) => [row.scenario, row.name || row.scenario]));
  const worst = rows.reduce((a, b) => (b.cost > a.cost ? b : a));
  const name = (scenario) => names.get(scenario) ?? (scenario || "as planned");
  return card({
    id: "courses",
    title: "Courses of events",
    says: `The plan stands for ${rows.length} courses of events. The dearest is "${name(worst.scenario)}": ${number(worst.cost, 4)} ${plan.head.currency}, with a chance of ${percent(worst.probability)}. Flows, shares and activity on this page are expected ones: each course counts with its chance.`,
    table: () => ({
      caption: "What each course costs",
      columns: [{ key: "name", heading: "Course" }, { key: "probability", heading: "Chance", form: "percent" }, { key: "cost", heading: `Cost, ${plan.head.currency}`, form: "money" }],
      rows: rows.map((row) => ({ ...row, name: name(row.scenario) })).sort((a, b) => b.cost - a.cost),
    }),
  }).element;
}

/** Objective, limits, levers and policies under which the plan was made. */
export function rules(plan) {
  const build = plan.record.settings?.build;
  if (!build) return null;
  const rows = [];
  for (const [key, value] of Object.entries(build)) {
    for (const text of said(key, value)) rows.push({ what: heading(key), value: text });
  }
  for (const pulled of build.levers ?? []) {
    const row = plan.table("levers").find((one) => one.lever === pulled);
    if (row) rows.push({ what: `Lever ${pulled}`, value: row.name || row.description || pulled });
  }
  const limits = (build.limits ?? []).length;
  const levers = (build.levers ?? []).length;
  const some = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;
  const parts = [`The aim was ${words(build.objective ?? "cost")}`, limits ? some(limits, "limit") : "no limit on dependence"];
  if (levers) parts.push(`${some(levers, "lever")} pulled`);
  if (build.policies?.length) parts.push(`${some(build.policies.length, "package")} of rules in force`);
  return card({
    id: "rules",
    title: "What was asked",
    says: `${parts.join(", ")}.`,
    table: () => ({ caption: "Settings of the plan", columns: [{ key: "what", heading: "Setting" }, { key: "value", heading: "Value" }], rows }),
  }).element;
}

function said(key, value) {
  if (value === null || value === false || value === "" || (Array.isArray(value) && value.length === 0)) return [];
  if (key === "limits") return value.map(limitText);
  if (Array.isArray(value)) return [value.map((one) => (typeof one === "object" ? JSON.stringify(one) : String(one))).join(", ")];
  return [typeof value === "object" ? JSON.stringify(value) : String(value)];
}

function limitText(limit) {
  const { measure, limit: most, watched, ...rest } = limit ?? {};
  const at = Object.entries(rest).filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && !value.length));
  const where = at.map(([name, value]) => `${words(name)} ${value}`).join(", ");
  return `${words(measure)} at most ${percent(most)}${watched?.length ? ` on ${watched.join(" + ")}` : ""}${where ? ` (${where})` : ""}`;
}

/** The rules that the audit recomputed, worst first. */
export function trust(plan) {
  const checks = plan.audit?.checks;
  if (!checks?.length) return null;
  const rows = [...checks].sort((a, b) => Number(a.passed) - Number(b.passed) || b.relative - a.relative);
  const kept = checks.filter((one) => one.passed).length;
  return card({
    id: "audit",
    title: "Can it be trusted?",
    says: `A program of its own recomputed every rule and every cost from the tables: ${kept} of ${checks.length} rules are kept.`,
    table: () => ({
      caption: "Rules recomputed, worst first",
      columns: [
        { key: "family", heading: "Family" },
        { key: "rule", heading: "Rule" },
        { key: "verdict", heading: "Verdict" },
        { key: "rows", heading: "Rows", form: "count" },
        { key: "relative", heading: "Worst violation, relative", form: "number" },
        { key: "where", heading: "Where" },
      ],
      rows: rows.map((row) => ({ ...row, verdict: row.passed ? "kept" : "broken" })),
      most: 12,
    }),
  }).element;
}
