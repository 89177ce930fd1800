// Two or more results side by side.

import { h, problemNote, refill } from "../dom.js";
import { jobList } from "../parts/job-list.js";

export async function show(room, { client, signal, query }) {
  const chosen = new Set((query.get("jobs") ?? "").split(",").filter(Boolean));
  const [instances, page] = await Promise.all([
    client.instances({ signal }),
    client.jobs({ state: "succeeded", limit: 100 }, { signal }),
  ]);
  const withPlans = page.jobs.filter((job) => job.has_solution);
  const place = h("div.result");
  const picker = chooser(withPlans, chosen, instances);
  refill(
    room,
    h(
      "div.head",
      {},
      h(
        "div",
        {},
        h("h1", {}, "Compare"),
        h("p", {}, "Choose two or more results: their costs, dependence and decisions stand side by side."),
      ),
    ),
    h("h2.visually-hidden", {}, chosen.size < 2 ? "Choose results" : "Side by side"),
    chosen.size < 2 ? picker : h("details.fold.card", {}, h("summary", {}, `${chosen.size} results chosen. Change them`), picker),
    place,
  );
  if (chosen.size >= 2) await compare(place, [...chosen], { client, signal, instances });
}

function chooser(jobs, chosen, instances) {
  const go = h("a.button.primary", { href: "#/compare" });
  const refresh = () => {
    go.setAttribute("href", `#/compare?jobs=${[...chosen].join(",")}`);
    go.textContent = chosen.size < 2 ? "Choose two or more" : `Compare ${chosen.size} results`;
    go.toggleAttribute("aria-disabled", chosen.size < 2);
    if (chosen.size < 2) go.setAttribute("aria-disabled", "true");
  };
  go.addEventListener("click", (event) => chosen.size < 2 && event.preventDefault());
  const onChoose = (job, on) => {
    if (on) chosen.add(job.id);
    else chosen.delete(job.id);
    refresh();
  };
  refresh();
  if (jobs.length === 0) {
    return h("div.empty", {}, h("p", {}, "No result yet."), h("a.button.primary", { href: "#/new" }, "New job"));
  }
  return h("div.stack", {}, jobList(jobs, { instances, chosen, onChoose }), h("div.row", {}, go));
}

async function compare(place, ids, { client, signal, instances }) {
  refill(place, h("p.waiting", {}, "Fetching the results"));
  try {
    const [{ renderCompare }, ...sides] = await Promise.all([
      import("../views/compare.js"),
      ...ids.map((id) => side(id, client, signal, instances)),
    ]);
    if (signal.aborted) return;
    refill(place);
    const view = await renderCompare(place, sides, { client });
    signal.addEventListener("abort", () => view?.destroy?.());
  } catch (problem) {
    if (signal.aborted) return;
    console.error(problem);
    refill(place, problemNote(problem));
  }
}

async function side(id, client, signal, instances) {
  const [job, result] = await Promise.all([client.job(id, { signal }), client.result(id, { signal })]);
  return { job, result, instance: instances.find((each) => each.instance === job.instance) ?? null };
}
