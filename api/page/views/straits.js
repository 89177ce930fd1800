// How much of all that is carried goes through which strait or canal.

import { card } from "./card.js";
import { grouping, percent, sum } from "./figures.js";
import { heatmap } from "./heatmap.js";

/** Chokepoints by period, as shares of all tonnes carried; `null` where nothing passes any. */
export function straits(plan) {
  const rows = plan.measure("chokepoints").filter((row) => row.tonnes > 0);
  if (rows.length === 0) return null;
  const passed = [...grouping(rows, (row) => row.chokepoint).values()].sort((a, b) => tonnes(b) - tonnes(a));
  const shares = new Map(rows.map((row) => [`${row.chokepoint}\u0000${row.period}`, row.share]));
  const [[first]] = passed;
  const carried = sum(plan.measure("transport"), (row) => row.tonnes);
  const part = carried > 0 ? `${percent(tonnes(passed[0]) / carried, 0)} of all tonnes carried pass ${nameOf(first)}, more than any other.` : "";
  return card({
    id: "straits",
    title: "Straits and canals",
    says: part,
    figure: heatmap({
      caption: "Share of the tonnes carried in the period",
      corner: "Through",
      rows: passed.map(([row]) => ({ key: row.chokepoint, name: nameOf(row) })),
      columns: plan.periods.map((period) => ({ key: period, name: period })),
      value: (chokepoint, period) => shares.get(`${chokepoint}\u0000${period}`) ?? null,
      put: (share) => percent(share, share < 0.0995 ? 1 : 0),
      shade: (share) => share,
    }),
    table: () => ({
      caption: "Tonnes through straits and canals",
      columns: [{ key: "name", heading: "Through" }, { key: "period", heading: "Period" }, { key: "tonnes", heading: "Tonnes", form: "number" }, { key: "share", heading: "Of all carried", form: "percent" }],
      rows: rows.map((row) => ({ ...row, name: nameOf(row) })),
      most: 200,
    }),
  }).element;
}

function nameOf(row) {
  return row.chokepoint_name || row.chokepoint;
}

function tonnes(rows) {
  return sum(rows, (row) => row.tonnes);
}
