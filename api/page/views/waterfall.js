// Cost by term, each bar from where the one before it ended.

import { scale } from "./axes.js";
import { card } from "./card.js";
import { make } from "./elements.js";
import { heading, number, percent, signed, sum } from "./figures.js";

/** The cost of the plan, term by term, up to the whole. */
export function costs(plan) {
  const rows = plan.measure("cost_by_term");
  const { currency } = plan.head;
  const bars = rows.map((row) => ({ name: row.term, value: row.present, share: row.share }));
  const total = sum(bars, (bar) => bar.value);
  const dearest = bars.reduce((most, bar) => (bar.value > (most?.value ?? 0) ? bar : most), null);
  const says = dearest ? `${heading(dearest.name)} is the greatest part: ${number(dearest.value, 4)} of ${number(total, 4)} ${currency}, discounted.` : "";
  return card({
    id: "costs",
    title: "What it costs",
    says,
    figure: waterfall(bars, { name: "all", value: total }, currency),
    table: () => ({
      caption: `Cost by term, ${currency}`,
      columns: [
        { key: "term", heading: "Term" },
        { key: "present", heading: "Discounted", form: "money" },
        { key: "amount", heading: "As paid", form: "money" },
        { key: "share", heading: "Share", form: "percent" },
      ],
      rows: [...rows, { term: "all", present: total, amount: sum(rows, (row) => row.amount), share: 1 }],
    }),
  }).element;
}

/** Bars `{name, value, share}` one after another, and their `whole`; the first begins at `from`. */
export function waterfall(bars, whole, unit, { from = 0, difference = false } = {}) {
  const levels = [from];
  for (const bar of bars) levels.push(levels.at(-1) + bar.value);
  const low = Math.min(0, ...levels);
  const high = Math.max(0, ...levels);
  const at = scale(low, high, 0, 100);
  const list = make("ul", { class: "view-bars", role: "list" });
  const put = difference ? signed : number;
  const add = (bar, start, end, tone) => {
    const fill = make("span", { class: `view-fill ${tone}` });
    fill.style.setProperty("left", `${at(Math.min(start, end))}%`);
    fill.style.setProperty("width", `${Math.max(0.15, at(Math.max(start, end)) - at(Math.min(start, end)))}%`);
    const share = typeof bar.share === "number" ? percent(bar.share) : "";
    list.append(make("li", { class: "view-bar", "data-key": bar.name },
      make("span", { class: "view-label", text: heading(bar.name) }),
      make("span", { class: "view-track", "aria-hidden": "true" }, fill),
      make("span", { class: "view-value", text: `${put(bar.value, 4)} ${unit}` }),
      make("span", { class: "view-share view-faint", text: share })));
  };
  bars.forEach((bar, place) => add(bar, levels[place], levels[place + 1], bar.value < 0 ? "view-tone-saves" : "view-tone-costs"));
  if (whole) add(whole, 0, levels.at(-1), "view-tone-total");
  return list;
}
