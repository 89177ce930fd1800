// One job: watched while it runs, stopped or cancelled, and its result when it has ended.

import { announce, confirmed, h, problemNote, refill, toast } from "../dom.js";
import { downloads } from "../parts/downloads.js";
import { jobList, stateChip } from "../parts/job-list.js";
import { regularly } from "../parts/regularly.js";
import { askedOf } from "../parts/asked.js";
import { Progress } from "../parts/progress.js";
import { ending, instanceTitle, jobTitle, moment, words } from "../wording.js";

const ENDED = new Set(["succeeded", "failed", "cancelled"]);

export async function show(room, context) {
  const { client, signal, title } = context;
  const [job, instances] = await Promise.all([
    client.job(context.job, { signal }),
    client.instances({ signal }).catch(() => []),
  ]);
  const screen = new JobScreen(room, client, signal, instances);
  title(jobTitle(job, instances));
  screen.begin(job);
}

class JobScreen {
  #head = h("div");
  #outcome = h("div.stack");
  #children = h("div");
  #details = h("div");
  #view = null;

  constructor(room, client, signal, instances) {
    this.client = client;
    this.signal = signal;
    this.instances = instances;
    this.progress = new Progress();
    refill(room, this.#head, this.#outcome, this.#children, this.#details);
    signal.addEventListener("abort", () => this.#view?.destroy?.());
  }

  begin(job) {
    this.#fillHead(job);
    this.progress.begin(job);
    if (job.links.children) this.#showChildren(job);
    if (ENDED.has(job.state)) this.#ended(job);
    else this.#watch(job);
  }

  /** While it runs the progress comes first; afterwards it lies below the result. */
  async #watch(job) {
    refill(this.#outcome, this.progress.element);
    refill(this.#details, askedOf(job, this.instances));
    this.progress.followLog(() => this.client.log(job.id, this.progress.logged, { signal: this.signal }), this.signal);
    try {
      await this.#follow(job);
    } catch (problem) {
      if (!this.signal.aborted) this.#outcome.prepend(problemNote(problem));
      return;
    }
    if (this.signal.aborted) return;
    const last = await this.client.job(job.id, { signal: this.signal });
    announce(`The job has ended: ${ending(last.termination)}`);
    this.#fillHead(last);
    this.#ended(last, { watched: true });
  }

  /** The jobs of a sweep, whose results are there as soon as each has ended. */
  async #showChildren(job) {
    const fill = async () => {
      const { jobs } = await this.client.get(job.links.children, { signal: this.signal });
      const ready = jobs.filter((each) => each.has_solution).map((each) => each.id);
      refill(
        this.#children,
        h("div.section-head", {}, h("h2", {}, `${jobs.length} jobs of its own`), ready.length > 1 && h("a.button.small", { href: `#/compare?jobs=${ready.join(",")}` }, `Compare ${ready.length} results`)),
        jobList(jobs, { instances: this.instances }),
      );
      return jobs.every((each) => ENDED.has(each.state));
    };
    if (!(await fill().catch(() => true))) regularly(this.signal, 3000, fill);
  }

  #follow(job) {
    const changing = new Set(["started", "stopping", "cancelling", "queued"]);
    return this.client.follow(job.id, {
      signal: this.signal,
      onEvent: (event) => {
        this.progress.hear(event);
        if (changing.has(event.kind)) this.#refresh(job.id);
      },
    });
  }

  async #refresh(id) {
    const job = await this.client.job(id, { signal: this.signal }).catch(() => null);
    if (job && !this.signal.aborted) this.#fillHead(job);
  }

  #fillHead(job) {
    const held = document.activeElement?.dataset?.action;
    const live = !ENDED.has(job.state);
    const family = job.links.parent && h("a", { href: `#/jobs/${job.links.parent.split("/").pop()}` }, "part of a sweep");
    const asked = [words(job.kind), job.instance && instanceLink(job, this.instances), family, moment(job.created_at)];
    refill(
      this.#head,
      h(
        "div.head",
        {},
        h(
          "div.job-head",
          {},
          h("div.row", {}, h("h1", {}, jobTitle(job, this.instances)), stateChip(job)),
          h("p.faint", {}, asked.filter(Boolean).flatMap((each, i) => (i ? [" · ", each] : [each]))),
        ),
        h("div.row", {}, live ? this.#liveButtons(job) : this.#endedButtons(job)),
      ),
    );
    if (held) this.#head.querySelector(`[data-action="${held}"]`)?.focus();
  }

  #liveButtons(job) {
    const waiting = job.state === "queued";
    const button = (action, what, text, off, onclick) =>
      h(what, { type: "button", "data-action": action, disabled: off, onclick }, text);
    return [
      !waiting && button("stop", "button.button.primary", "Stop, keep the plan", job.state !== "running", () => this.#stop(job)),
      button("cancel", "button.button.danger", "Cancel", job.state === "cancelling", () => this.#cancel(job)),
    ];
  }

  #endedButtons(job) {
    return [
      h("a.button.primary", { href: `#/new?from=${job.id}` }, "Rerun with changes"),
      job.has_solution && h("a.button", { href: `#/compare?jobs=${job.id}` }, "Compare"),
      h("button.button.danger", { type: "button", onclick: () => this.#delete(job) }, "Delete"),
    ];
  }

  async #stop(job) {
    const yes = await confirmed({
      title: "Stop the job?",
      says: "The solver ends soon and keeps the best plan that it has found. It is audited like any other.",
      yes: "Stop and keep the plan",
    });
    if (yes) this.#wish(() => this.client.stop(job.id));
  }

  async #cancel(job) {
    const yes = await confirmed({
      title: "Cancel the job?",
      says: "It ends at once and leaves no result, whatever it has found so far.",
      yes: "Cancel the job",
      danger: true,
    });
    if (yes) this.#wish(() => this.client.cancel(job.id));
  }

  async #delete(job) {
    const yes = await confirmed({
      title: "Delete the job?",
      says: "The job, its log and its results are forgotten for good.",
      yes: "Delete the job",
      danger: true,
    });
    if (!yes) return;
    try {
      await this.client.delete(job.id);
      location.hash = "#/jobs";
    } catch (problem) {
      toast(problem.detail, "bad");
    }
  }

  async #wish(ask) {
    try {
      this.#fillHead(await ask());
    } catch (problem) {
      toast(problem.detail, "bad");
    }
  }

  async #ended(job, { watched = false } = {}) {
    const parts = [endNote(job), job.has_solution && downloads(this.client, job)];
    const place = h("div.result");
    const heading = job.has_solution && h("h2.visually-hidden", {}, "The result");
    refill(this.#outcome, ...parts, heading, place);
    refill(this.#details, this.progress.folded(), askedOf(job, this.instances));
    if (!watched) this.#past(job);
    if (job.has_solution) await this.#showResult(job, place);
  }

  async #past(job) {
    try {
      for (let last = 0; ; ) {
        const page = await this.client.get(`/v1/jobs/${job.id}/events?after=${last}`, { signal: this.signal });
        for (const event of page.events) this.progress.hear(event);
        if (page.events.length === 0) break;
        last = page.last;
      }
      this.progress.addLog(await this.client.log(job.id, 0, { signal: this.signal }));
    } catch (problem) {
      if (!this.signal.aborted) console.error(problem);
    }
  }

  async #showResult(job, place) {
    refill(place, h("p.waiting", {}, "Fetching the result"));
    try {
      const [{ renderResult }, result] = await Promise.all([
        import("../views/result.js"),
        this.client.result(job.id, { signal: this.signal }),
      ]);
      if (this.signal.aborted) return;
      const instance = this.instances.find((each) => each.instance === job.instance) ?? null;
      refill(place);
      this.#view = await renderResult(place, { job, result, instance, client: this.client });
    } catch (problem) {
      if (this.signal.aborted) return;
      console.error(problem);
      refill(place, problemNote(problem));
    }
  }
}

function instanceLink(job, instances) {
  return h("a", { href: `#/instances/${encodeURIComponent(job.instance)}` }, instanceTitle(job.instance, instances));
}

/** Why it ended, where that is not plain success. */
function endNote(job) {
  const conflict = job.details?.conflict ?? [];
  if (job.state === "succeeded" && job.termination === "optimal_within_gap" && !job.message) return null;
  const tone = job.state === "failed" ? "bad" : job.state === "cancelled" ? "info" : "warn";
  return h(
    `div.note.${tone}`,
    {},
    h("p", {}, h("strong", {}, `${words(job.state)}: ${ending(job.termination)}. `), job.message ?? ""),
    conflict.length > 0 && h("p", {}, "What would have to give way:"),
    conflict.length > 0 && h("ul", {}, conflict.map((each) => h("li", {}, each.says))),
  );
}
