// Numbers, times and the service's words, for people.

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const DATE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });

/** 298,282 or 12.34; a dash for what is not known. */
export function number(value) {
  if (typeof value !== "number" || !Number.isFinite(value)) return "–";
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential(2);
  return Math.abs(value) >= 1000 ? WHOLE.format(value) : SHORT.format(value);
}

/** A share as percent: 0.0063 is 0.63 %. */
export function percent(share) {
  if (typeof share !== "number" || !Number.isFinite(share)) return "–";
  return `${SHORT.format(Math.round(share * 1e6) / 1e4)} %`;
}

/** 0.8 s, 42 s, 3 min 20 s, 1 h 5 min. */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 10) return `${Math.max(seconds, 0).toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const parts = whole < 3600 ? [whole, 60, "min", "s"] : [Math.round(whole / 60), 60, "h", "min"];
  const [all, each, large, small] = parts;
  const rest = all % each === 0 ? "" : ` ${all % each} ${small}`;
  return `${Math.floor(all / each)} ${large}${rest}`;
}

/** A moment: the clock alone when it is of today. */
export function moment(text) {
  const date = new Date(text);
  return date.toDateString() === new Date().toDateString() ? CLOCK.format(date) : DATE.format(date);
}

/** Seconds from one moment of a job to another, or to now. */
export function took(job) {
  if (!job.started_at) return NaN;
  return (new Date(job.ended_at ?? Date.now()) - new Date(job.started_at)) / 1000;
}

const ENDINGS = {
  optimal_within_gap: "optimal within the gap",
  infeasible: "no plan exists",
  unbounded: "unbounded",
  infeasible_or_unbounded: "infeasible or unbounded",
  time_limit: "time limit reached",
  stopped: "stopped",
  memory_limit: "memory limit reached",
  numerical_trouble: "numerical trouble",
  cancelled: "cancelled",
  overdue: "ran over its time",
  lost: "workers were lost",
  error: "error",
};

/** Why it ended, in words. */
export function ending(termination) {
  return ENDINGS[termination] ?? words(termination ?? "");
}

/** How a job fares, and in which colour. */
export function stateOf(job) {
  const running = { queued: "quiet", running: "info", stopping: "warn", cancelling: "warn" };
  if (job.state in running) return { text: job.state, tone: running[job.state] };
  if (job.state === "failed") return { text: "failed", tone: "bad" };
  if (job.state === "cancelled") return { text: "cancelled", tone: "quiet" };
  const solved = job.termination === "optimal_within_gap";
  const proved = job.termination === "infeasible";
  if (solved) return { text: "done", tone: "good" };
  return { text: proved ? "no plan exists" : ending(job.termination), tone: "warn" };
}

const KNOWN = {
  cost: "Cost",
  exposure: "Dependence",
  stage_share: "Stage share",
  pass_through: "Pass-through",
  time_limit: "Time limit",
  as_priced: "As priced",
};

/** A name of the API as words: `time_limit` is "Time limit". */
export function words(name) {
  if (name in KNOWN) return KNOWN[name];
  const spaced = String(name).replaceAll(/[_-]+/g, " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** A job in one line: its label, else its instance. */
export function jobTitle(job, instances = []) {
  return job.label || instanceTitle(job.instance, instances);
}

/** What an instance is called: its name, or the beginning of its digest. */
export function instanceTitle(reference, instances = []) {
  const known = instances.find((each) => each.instance === reference);
  if (known) return known.name;
  return reference.startsWith("sha256:") ? reference.slice(0, 15) : reference;
}
