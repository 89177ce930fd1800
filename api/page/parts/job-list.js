// Jobs in rows: what was asked, how it fares, what came of it.

import { h } from "../dom.js";
import { duration, instanceTitle, jobTitle, moment, number, percent, stateOf, took, words } from "../wording.js";

const LIVE = new Set(["running", "stopping", "cancelling"]);

/** A chip of the job's state. */
export function stateChip(job) {
  const { text, tone } = stateOf(job);
  return h(`span.chip.${tone}${LIVE.has(job.state) ? ".live" : ""}`, {}, text);
}

/** The jobs as a list; with `onChoose`, each that has a plan can be ticked. */
export function jobList(jobs, { instances = [], chosen = new Set(), onChoose = null } = {}) {
  return h(
    `ul.jobs${onChoose ? ".choosing" : ""}`,
    { role: "list" },
    jobs.map((job) => row(job, instances, chosen, onChoose)),
  );
}

function row(job, instances, chosen, onChoose) {
  const title = jobTitle(job, instances);
  const asked = [words(job.kind), job.label ? instanceTitle(job.instance ?? "", instances) : ""].filter(Boolean);
  return h(
    "li.job",
    { "data-job": job.id },
    onChoose &&
      h("input.tick", {
        type: "checkbox",
        checked: chosen.has(job.id),
        disabled: !job.has_solution,
        "aria-label": `Compare ${title}, ${moment(job.created_at)}`,
        onchange: (event) => onChoose(job, event.target.checked),
      }),
    h(
      "div.job-what",
      {},
      h("a.job-title", { href: `#/jobs/${job.id}` }, title),
      h("span.faint", {}, asked.join(" · ")),
    ),
    h("div.job-state", {}, stateChip(job)),
    h(
      "div.job-value.number",
      {},
      job.incumbent === null ? "" : number(job.incumbent),
      job.gap === null ? "" : h("span.faint", {}, ` within ${percent(job.gap)}`),
    ),
    h(
      "div.job-time.faint",
      {},
      h("time", { datetime: job.created_at }, moment(job.created_at)),
      Number.isFinite(took(job)) ? ` · ${duration(took(job))}` : "",
    ),
  );
}
