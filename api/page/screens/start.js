// The start: what one can ask, the last jobs, and the instances to begin with.

import { h, refill } from "../dom.js";
import { instanceCards } from "../parts/instance-cards.js";
import { jobList } from "../parts/job-list.js";
import { regularly } from "../parts/regularly.js";

export async function show(room, { client, signal }) {
  const [instances, first] = await Promise.all([client.instances({ signal }), client.jobs({ limit: 5 }, { signal })]);
  const recent = h("div");
  const fill = (page) =>
    refill(
      recent,
      page.jobs.length > 0
        ? jobList(page.jobs, { instances })
        : h("div.empty", {}, h("p", {}, "No job yet. Choose an instance below, and ask for its cheapest plan.")),
    );
  fill(first);
  refill(
    room,
    h(
      "section.hero",
      {},
      h("h1", {}, "Plan a battery chain, from mine to recovery"),
      h(
        "p.lead",
        {},
        "What to build and where to buy, what it costs, how much of it depends on whom, and what it survives. " +
          "Every plan is proven within its gap and audited against the tables.",
      ),
      h(
        "div.row",
        {},
        h("a.button.primary", { href: "#/new" }, "New job"),
        h("a.button", { href: "#/instances" }, "Bring your own data"),
      ),
    ),
    h(
      "section.section",
      { "aria-labelledby": "recent" },
      h("div.section-head", {}, h("h2", { id: "recent" }, "Recent jobs"), h("a", { href: "#/jobs" }, "All jobs")),
      recent,
    ),
    h(
      "section.section",
      { "aria-labelledby": "begin" },
      h("div.section-head", {}, h("h2", { id: "begin" }, "Begin with an instance"), h("a", { href: "#/instances" }, "All instances")),
      instanceCards(instances.slice(0, 12)),
    ),
  );
  regularly(signal, 4000, async () => fill(await client.jobs({ limit: 5 }, { signal })));
}
