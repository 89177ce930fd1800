// All jobs: filtered, refreshed while somebody looks, and ticked to be compared.

import { h, problemNote, refill } from "../dom.js";
import { jobList } from "../parts/job-list.js";
import { regularly } from "../parts/regularly.js";
import { words } from "../wording.js";

const ACTIVE = ["queued", "running", "stopping", "cancelling"];
const STATES = [
  ["", "any state"],
  ["active", "not yet ended"],
  ["succeeded", "succeeded"],
  ["failed", "failed"],
  ["cancelled", "cancelled"],
];
const SIZE = 50;

export async function show(room, { client, signal, query }) {
  const chosen = new Set();
  const [instances, kinds] = await Promise.all([client.instances({ signal }), client.get("/v1/kinds", { signal })]);
  const list = h("div", { "aria-busy": "true" });
  const compare = h("a.button.primary", { href: "#/compare", hidden: true });
  const more = h("button.button", { type: "button", hidden: true }, "Older jobs");
  const filters = filterForm(query, Object.keys(kinds), () => load());
  let pages = 1;
  let next = null;

  async function load() {
    let page = await client.jobs(asked(filters), { signal });
    const jobs = [...page.jobs];
    for (let i = 1; i < pages && page.next; i += 1) {
      page = await client.jobs(page.next, { signal });
      jobs.push(...page.jobs);
    }
    next = page.next;
    more.hidden = next === null;
    if (list.contains(document.activeElement) && document.activeElement.matches(".tick, a")) keepFocus(jobs);
    else fill(jobs);
    list.setAttribute("aria-busy", "false");
  }

  function fill(jobs) {
    if (jobs.length > 0) refill(list, jobList(jobs, { instances, chosen, onChoose: choose }));
    else refill(list, h("div.empty", {}, h("p", {}, "No job is like that."), h("a.button", { href: "#/new" }, "New job")));
  }

  /** The list is made anew, but who stands in it with the keyboard stays where they were. */
  function keepFocus(jobs) {
    const here = document.activeElement;
    const job = here.closest("[data-job]")?.dataset.job;
    const kind = here.matches(".tick") ? ".tick" : "a";
    fill(jobs);
    list.querySelector(`[data-job="${job}"] ${kind}`)?.focus();
  }

  function choose(job, on) {
    if (on) chosen.add(job.id);
    else chosen.delete(job.id);
    compare.hidden = chosen.size < 2;
    compare.textContent = `Compare ${chosen.size} results`;
    compare.setAttribute("href", `#/compare?jobs=${[...chosen].join(",")}`);
  }

  more.addEventListener("click", () => {
    pages += 1;
    load();
  });
  refill(
    room,
    h(
      "div.head",
      {},
      h("div", {}, h("h1", {}, "Jobs"), h("p", {}, "Newest first. Tick two or more results to compare them.")),
      h("div.row", {}, compare, h("a.button", { href: "#/new" }, "New job")),
    ),
    filters,
    list,
    h("div.row.after", {}, more),
  );
  try {
    await load();
  } catch (problem) {
    refill(list, problemNote(problem));
  }
  regularly(signal, 3000, load);
}

function filterForm(query, kinds, changed) {
  const select = (name, label, options) =>
    h(
      "label.field.inline",
      {},
      h("span", {}, label),
      h(
        "select.input",
        { name, onchange: changed },
        options.map(([value, text]) => h("option", { value, selected: query.get(name) === value }, text)),
      ),
    );
  return h(
    "form.filters",
    { role: "search", "aria-label": "Filter jobs", onsubmit: (event) => event.preventDefault() },
    select("state", "State", STATES),
    select("kind", "Kind", [["", "any kind"], ...kinds.map((kind) => [kind, words(kind)])]),
    h(
      "label.field.inline",
      {},
      h("span", {}, "Label"),
      h("input.input", { name: "label", type: "search", maxlength: 128, value: query.get("label") ?? "", onchange: changed }),
    ),
  );
}

function asked(form) {
  const { state, kind, label } = Object.fromEntries(new FormData(form));
  const states = state === "active" ? ACTIVE : state ? [state] : [];
  return { state: states, kind, label, limit: SIZE };
}
