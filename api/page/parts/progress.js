// A job while it runs: its figures, its chart, its phases, its log.

import { announce, h, refill } from "../dom.js";
import { duration, number, percent, took, words } from "../wording.js";
import { Points } from "./points.js";
import { Convergence, gapOf } from "./convergence.js";

const SAY_EVERY = 15_000;
const LOG_EVERY = 1500;
const LOG_SHOWN = 200_000;
const EVENTS_SHOWN = 200;

export class Progress {
  #chart = new Convergence();
  #points = new Points();
  #tiles = h("dl.tiles");
  #events = h("ol.events");
  #log = h("pre.code.log", { tabindex: "0", "aria-label": "The solver's log" }, "");
  #known = { phase: null, incumbent: null, bound: null, gap: null };
  #job = null;
  #parts = null;
  #said = 0;
  #clock = 0;
  logged = 0;

  constructor() {
    this.element = h(
      "section.card.progress",
      { "aria-label": "Progress" },
      this.#tiles,
      this.#chart.element,
      this.#points.element,
      h("details.fold", {}, h("summary", {}, "What happened"), this.#events),
      h("details.fold", {}, h("summary", {}, "The solver's log"), this.#log),
    );
  }

  begin(job) {
    this.#job = job;
    this.#points.xLabel = words(job.request[job.kind]?.measure ?? "measure");
    this.#known = { phase: job.phase, incumbent: job.incumbent, bound: job.bound, gap: job.gap };
    this.#fill();
    this.#clock = setInterval(() => (this.element.isConnected || !this.#job.ended_at ? this.#fill() : 0), 1000);
  }

  /** An event of the job. */
  hear({ kind, at, data }) {
    const when = at ?? data.at;
    if (kind === "started") this.#job = { ...this.#job, started_at: when };
    if (kind === "end") {
      this.#job = { ...this.#job, ended_at: when };
      clearInterval(this.#clock);
    }
    if (kind === "queued" && data.again) this.#chart.clear();
    if (["phase", "incumbent", "progress", "point"].includes(kind)) this.#take(data);
    this.#note(kind, when, data);
    this.#fill();
  }

  #take(data) {
    for (const name of Object.keys(this.#known)) this.#known[name] = data[name] ?? this.#known[name];
    const gap = gapOf(this.#known.incumbent, this.#known.bound);
    if (!Number.isNaN(gap)) this.#known.gap = data.gap ?? gap;
    this.#chart.add(data);
    if (data.point) this.#points.add(data.point);
    if (data.count) this.#parts = { done: data.done ?? 0, count: data.count };
    this.#chart.element.hidden = this.#parts !== null; // many solves have no one convergence
    if (Date.now() - this.#said > SAY_EVERY && this.#known.incumbent !== null && !this.#job.ended_at) {
      this.#said = Date.now();
      announce(`Best plan ${number(this.#known.incumbent)}, gap ${percent(this.#known.gap)}`);
    }
  }

  #note(kind, when, data) {
    if (kind === "progress" || kind === "point") return;
    const told = {
      queued: data.again ? "Begun anew: its worker was lost" : "Stored, and waiting for a worker",
      started: "A worker began",
      phase: `Phase: ${words(data.phase ?? "")}`,
      incumbent: `A better plan: ${number(data.incumbent)}${data.gap === undefined ? "" : `, gap ${percent(data.gap)}`}`,
      stopping: "Asked to stop",
      cancelling: "Asked to cancel",
      end: `Ended: ${words(data.termination ?? data.state ?? "")}`,
    };
    const time = new Date(when).toLocaleTimeString("en-GB");
    this.#events.append(
      h("li", {}, h("time.faint.number", { datetime: when }, time), " ", told[kind] ?? words(kind)),
    );
    if (this.#events.childElementCount > EVENTS_SHOWN) this.#events.firstElementChild.remove();
  }

  #fill() {
    const { incumbent, bound, gap, phase } = this.#known;
    const job = this.#job;
    const now = job.ended_at ? "ended" : job.started_at ? words(phase ?? "begun") : "waiting";
    refill(
      this.#tiles,
      this.#parts && tile("Done", `${this.#parts.done} of ${this.#parts.count}`),
      !this.#parts && [
        tile("Best plan", number(incumbent), "incumbent"),
        tile("Proven bound", number(bound), "bound"),
        tile("Gap", percent(gap)),
      ],
      tile("Phase", now),
      tile("Time", Number.isFinite(took(job)) ? duration(took(job)) : "–"),
    );
  }

  /** Ask for what is new in the log as long as the job runs. */
  followLog(ask, signal) {
    const tick = async () => {
      if (signal.aborted) return;
      try {
        if (!document.hidden) this.addLog(await ask());
      } catch {
        // the next time, perhaps
      }
      if (!this.#job.ended_at) setTimeout(tick, LOG_EVERY);
      else this.addLog(await ask().catch(() => ({ text: "", next: this.logged })));
    };
    tick();
    signal.addEventListener("abort", () => clearInterval(this.#clock));
  }

  addLog({ text, next }) {
    this.logged = next;
    if (!text) return;
    const low = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 40;
    this.#log.textContent = (this.#log.textContent + text).slice(-LOG_SHOWN);
    if (low) this.#log.scrollTop = this.#log.scrollHeight;
  }

  /** The same, folded away below a result. */
  folded() {
    return h("details.fold.card", {}, h("summary", {}, h("span", {}, "How it was found: convergence, events, log")), this.element);
  }
}

function tile(name, value, mark = "") {
  return h("div.tile", {}, h("dt", {}, mark && h(`span.key-mark.${mark}`, { "aria-hidden": true }), name), h("dd.number", {}, value));
}
