// The figures that are read first, and how far they may be trusted.

import { card } from "./card.js";
import { make } from "./elements.js";
import { FORMS, NOTHING, heading, number, percent, words } from "./figures.js";

/** Cost, bound, gap, audit, exposure, delivered: as tiles, with the sentence that says it all. */
export function headline(plan) {
  const tiles = tilesOf(plan);
  const grid = make("dl", { class: "view-tiles" });
  for (const { key, label, figure, remark, bad } of tiles) {
    const tile = make("div", { class: `view-tile${bad ? " view-bad" : ""}`, "data-key": key });
    tile.append(make("dt", { text: label }), make("dd", { class: "view-big", text: figure }));
    if (remark) tile.append(make("dd", { class: "view-faint", text: remark }));
    grid.append(tile);
  }
  return card({ id: "headline", title: plan.head.title || plan.head.name, says: sentenceOf(plan), figure: grid, table: () => exact(plan) }).element;
}

/** The tiles: `key`, `label`, `figure`, `remark`, and whether it is `bad`. */
export function tilesOf(plan) {
  const { head, record } = plan;
  const passed = plan.audit?.passed ?? null;
  const checks = plan.audit?.checks ?? [];
  const broken = checks.filter((one) => one.passed === false).length;
  const asked = record.settings?.build ?? {};
  const money = (asked.objective ?? "cost") === "cost";
  const unit = money ? head.currency : head.energy_unit;
  const missing = head.shortfall > 1e-6 * (head.energy + head.shortfall);
  const tiles = [
    { key: "cost", label: "Cost, discounted", figure: `${number(head.cost, 4)} ${head.currency}`, remark: head.cost_per_energy === null ? "" : `${number(head.cost_per_energy)} ${head.cost_label}` },
    { key: "bound", label: money ? "No plan costs less than" : "Nothing is less than", figure: `${number(record.bound, 4)} ${unit}`, remark: "proved by the solver" },
    { key: "gap", label: "At most so far from the best", figure: percent(record.gap, 2), remark: words(record.status ?? "") },
    { key: "audit", label: "Audit", figure: passed === null ? "not audited" : passed ? "passed" : "failed", remark: checks.length ? auditRemark(checks.length, broken) : "", bad: passed === false },
    { key: "exposure", label: `Exposure to ${plan.watchedNames() || "nobody"}`, figure: percent(head.exposure), remark: "share of all stages, weighed" },
    { key: "delivered", label: "Delivered", figure: `${number(head.energy, 4)} ${head.energy_unit}`, remark: missing ? `${number(head.shortfall)} ${head.energy_unit} missing` : "all that is wanted", bad: missing },
    { key: "highest", label: "Most dependent", figure: percent(head.highest_share), remark: plan.rungs.get(head.highest_rung)?.rung_name ?? head.highest_rung },
    { key: "collected", label: "Collected for recycling", figure: head.retiring > 0 ? percent(head.collected / head.retiring) : NOTHING, remark: `of ${number(head.retiring)} ${head.energy_unit} that retires` },
    { key: "co2", label: "CO₂", figure: FORMS.mass(head.co2_t), remark: head.co2_kg_per_kwh === null ? "" : `${number(head.co2_kg_per_kwh)} kg/kWh` },
  ];
  if (typeof head.pass_through === "number") {
    tiles.push({ key: "pass-through", label: `Passed through ${plan.watchedNames()}`, figure: percent(head.pass_through), remark: "of the energy, in some part" });
  }
  return tiles;
}

function auditRemark(rules, broken) {
  return broken ? `${broken} of ${rules} rules broken` : `${rules} rules recomputed and kept`;
}

function sentenceOf(plan) {
  const { head, record, audit } = plan;
  const parts = [`The plan costs ${number(head.cost, 4)} ${head.currency}`];
  if (typeof record.gap === "number") parts.push(`at most ${percent(record.gap, 2)} from the best that there can be`);
  if (head.exposure !== null) parts.push(`${percent(head.exposure)} of the chain lies in ${plan.watchedNames()}`);
  const verdict = audit === null ? "It was not audited." : audit.passed ? "An independent audit agrees with every figure." : "The audit rejects it: believe nothing here.";
  return `${parts.join("; ")}. ${verdict}`;
}

function exact(plan) {
  const { head, record } = plan;
  const rows = Object.entries(head).map(([key, value]) => ({ key, what: heading(key), value: String(value ?? NOTHING) }));
  for (const key of ["objective", "bound", "gap", "status", "written"]) {
    rows.push({ key, what: heading(key), value: String(record[key] ?? NOTHING) });
  }
  for (const [phase, seconds] of Object.entries(record.seconds ?? {})) {
    rows.push({ what: `Seconds, ${words(phase)}`, value: String(seconds) });
  }
  const columns = [{ key: "what", heading: "Figure" }, { key: "value", heading: "Exactly" }];
  return { caption: "Headline and record, not rounded", columns, rows };
}
