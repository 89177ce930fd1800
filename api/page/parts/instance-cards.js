// Instances to choose from.

import { h } from "../dom.js";

/** A card for each instance: what it is, and what can be done with it. */
export function instanceCards(instances) {
  return h("ul.cards", { role: "list" }, instances.map(card));
}

function card(instance) {
  const reference = encodeURIComponent(instance.instance);
  const rows = Object.values(instance.rows ?? {}).reduce((sum, each) => sum + each, 0);
  return h(
    "li.card.instance-card",
    {},
    h("h3", {}, instance.title || instance.name),
    h(
      "p.faint",
      {},
      h("span.mono", {}, instance.name),
      instance.shipped ? "" : " · yours",
      rows > 0 ? ` · ${rows.toLocaleString("en")} rows` : "",
    ),
    h(
      "div.row",
      {},
      h(
        "a.button.small",
        { href: `#/new?instance=${reference}`, "aria-label": `Solve ${instance.name}` },
        "Solve",
      ),
      h(
        "a.button.small.plain",
        { href: `#/instances/${reference}`, "aria-label": `Look at the data of ${instance.name}` },
        "Data",
      ),
    ),
  );
}
