// The request that a form stands for, and what is wrong with it before it is sent.

const NEEDS_PLAN = new Set(["plan", "plans"]);

/** What is asked when nothing has been touched. */
export function freshState(instance = "") {
  return {
    kind: "solve",
    instance,
    of: [],
    objective: "cost",
    then: "",
    tolerance: 0.1,
    watched: ["CHN"],
    limits: [],
    shortfall: "as_priced",
    scenarios: { mode: "planned", names: [], count: 50, seed: 1 },
    levers: [],
    policies: [],
    riskWeight: 0,
    tail: 95,
    gap: 1,
    timeLimit: 300,
    threads: 1,
    seed: 0,
    more: {},
    own: {},
    changes: [],
    start: "",
    earlier: "",
    label: "",
    priority: 50,
  };
}

/** Gap (percent) and time limit that the service takes for a kind where nothing is said. */
export function defaultsOf(kind) {
  const { gap, time_limit: time } = kind.schemas.solve?.properties ?? {};
  return { gap: percentOf(gap?.default, 1), timeLimit: time?.default ?? 300 };
}

/** Another kind is asked for: what nobody has touched becomes what is usual for that one. */
export function turnTo(state, before, after) {
  const [was, is] = [defaultsOf(before), defaultsOf(after)];
  for (const name of Object.keys(is)) if (state[name] === was[name]) state[name] = is[name];
  state.kind = after.name;
}

/** The state that an earlier job was asked with. */
export function stateOfJob(job) {
  const state = freshState(job.instance ?? "");
  const { build = {}, solve = {}, of = [], changes = [], start = "", ...own } = job.request;
  const known = ["objective", "watched", "limits", "shortfall", "levers", "policies"];
  for (const name of known) if (build[name] !== undefined) state[name] = build[name];
  state.kind = job.kind;
  state.of = typeof of === "string" ? [of] : Array.isArray(of) ? of : Object.values(of);
  state.then = build.then ?? "";
  state.tolerance = percentOf(build.tolerance, state.tolerance);
  state.limits = (build.limits ?? []).map((limit) => ({ ...limit, limit: percentOf(limit.limit, 0) }));
  state.scenarios = scenariosOf(build.scenarios ?? "planned", state.scenarios);
  state.riskWeight = percentOf(build.risk_weight, 0);
  state.tail = percentOf(build.tail, state.tail);
  state.gap = percentOf(solve.gap, state.gap);
  state.timeLimit = solve.time_limit ?? state.timeLimit;
  state.threads = solve.threads ?? 1;
  state.seed = solve.seed ?? 0;
  state.more = { build: rest(build, BUILD), solve: rest(solve, SOLVE) };
  state.own = own;
  state.changes = changes.map((change) => ({ where: "", set: "", ...change }));
  state.earlier = job.has_solution ? job.id : start;
  state.start = state.earlier;
  state.label = job.label;
  state.priority = job.priority;
  return state;
}

const BUILD = [
  "objective", "then", "tolerance", "watched", "limits", "shortfall", "scenarios", "levers",
  "policies", "risk_weight", "tail",
];
const SOLVE = ["gap", "time_limit", "threads", "seed"];

function rest(given, known) {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !known.includes(name)));
}

function percentOf(share, otherwise) {
  return typeof share === "number" ? Number((share * 100).toPrecision(12)) : otherwise;
}

function scenariosOf(given, otherwise) {
  if (Array.isArray(given)) return { ...otherwise, mode: "names", names: given };
  const [word, count, seed] = given.split(":");
  if (word === "sample") return { ...otherwise, mode: "sample", count: Number(count), seed: Number(seed) };
  return { ...otherwise, mode: given };
}

/** The body of `POST /v1/jobs`: only what differs from the service's own defaults. */
export function requestOf(state, kind) {
  const offered = kind.schemas;
  const request = { kind: state.kind };
  if (state.instance && !NEEDS_PLAN.has(kind.about)) request.instance = state.instance;
  if (NEEDS_PLAN.has(kind.about)) request.of = kind.about === "plan" ? state.of[0] : state.of;
  if ("changes" in offered && state.changes.length > 0) request.changes = state.changes.map(changeOf);
  if ("start" in offered && state.start) request.start = state.start;
  if ("build" in offered) request.build = buildOf(state, offered.build.properties);
  if ("solve" in offered) request.solve = solveOf(state);
  for (const [name, value] of Object.entries(state.own)) {
    if (name in offered && (typeof value !== "object" || value === null || Object.keys(value).length > 0)) request[name] = value;
  }
  if (state.label.trim()) request.label = state.label.trim();
  if (state.priority !== 50) request.priority = state.priority;
  return request;
}

function buildOf(state, offered = null) {
  const build = { ...state.more.build, objective: state.objective, watched: [...state.watched].sort() };
  if (state.limits.length > 0) build.limits = state.limits.map(limitOf);
  if (state.then) Object.assign(build, { then: state.then, tolerance: share(state.tolerance) });
  if (state.shortfall !== "as_priced") build.shortfall = state.shortfall;
  const scenarios = scenariosAsked(state.scenarios);
  if (scenarios !== "planned") build.scenarios = scenarios;
  for (const name of ["levers", "policies"]) {
    if (state[name].length > 0 && (!offered || name in offered)) build[name] = [...state[name]];
  }
  if (state.riskWeight > 0) Object.assign(build, { risk_weight: share(state.riskWeight), tail: share(state.tail) });
  return build;
}

function changeOf({ table, change, where, set }) {
  return { table, change, ...(where.trim() ? { where: where.trim() } : {}), ...(set.trim() ? { set: set.trim() } : {}) };
}

function limitOf({ measure, watched, limit, from_period: from, rung }) {
  const asked = { measure, watched: [...watched].sort(), limit: share(limit) };
  if (from) asked.from_period = from;
  if (rung && measure === "stage_share") asked.rung = rung;
  return asked;
}

function scenariosAsked({ mode, names, count, seed }) {
  if (mode === "names") return names;
  return mode === "sample" ? `sample:${count}:${seed}` : mode;
}

function solveOf(state) {
  const solve = { ...state.more.solve, gap: share(state.gap), time_limit: state.timeLimit, threads: state.threads };
  if (state.seed !== 0) solve.seed = state.seed;
  return solve;
}

function share(percent) {
  return Number((percent / 100).toPrecision(12));
}

/** What is wrong, by the name of the control: nothing is sent before that is empty. */
export function mistakesOf(state, kind, limits) {
  const wrong = {};
  const within = (name, value, low, high, unit = "") => {
    if (typeof value !== "number" || !Number.isFinite(value) || value < low || value > high) {
      wrong[name] = `A number from ${low} to ${high}${unit}`;
    }
  };
  if (NEEDS_PLAN.has(kind.about)) planMistakes(state, kind, wrong);
  else if (kind.about === "instance" && !state.instance) wrong.instance = "Choose an instance";
  if ("build" in kind.schemas) buildMistakes(state, within, wrong);
  if ("solve" in kind.schemas) {
    within("gap", state.gap, 0, 100, " %");
    within("timeLimit", state.timeLimit, 0.001, limits.time_limit ?? 1e7, " s");
    within("threads", state.threads, 1, limits.threads ?? 256);
    if (!Number.isInteger(state.threads)) wrong.threads = "A whole number";
  }
  if ("changes" in kind.schemas && state.changes.some((each) => !each.where.trim() && !each.set.trim())) {
    wrong.changes = "Say which rows, or what they say then";
  }
  if (state.label.length > 128) wrong.label = "At most 128 characters";
  return wrong;
}

function planMistakes(state, kind, wrong) {
  const least = kind.name === "compare" ? 2 : 1;
  if (state.of.length < least) wrong.of = least === 1 ? "Choose a result" : "Choose two results or more";
}

function buildMistakes(state, within, wrong) {
  if (state.watched.length === 0) wrong.watched = "At least one country or bloc";
  if (state.then) within("tolerance", state.tolerance, 0, 100, " %");
  if (state.then && state.then === state.objective) wrong.then = "Another one than the first";
  within("riskWeight", state.riskWeight, 0, 100, " %");
  within("tail", state.tail, 0, 99.9999, " %");
  state.limits.forEach((limit, i) => {
    within(`limit-${i}`, limit.limit, 0, 100, " %");
    if (limit.watched.length === 0) wrong[`limit-${i}`] = "At least one country or bloc";
  });
  const { mode, names, count } = state.scenarios;
  if (mode === "names" && names.length === 0) wrong.scenarios = "Choose at least one";
  if (mode === "sample" && !(Number.isInteger(count) && count > 0)) wrong.scenarios = "A whole number of samples, 1 or more";
}
