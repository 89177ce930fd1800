// A plan as views need it: result and instance beside each other, aggregated once.

import { Palette } from "./colours.js";
import { mass, sum } from "./figures.js";

const TONNES = { t: 1, kg: 1e-3, g: 1e-6, kt: 1e3, Mt: 1e6, Gt: 1e9, lb: 0.00045359237 };
const NONE = [];

/** Whether `result` is the document of a plan (and not of a study). */
export function isPlan(result) {
  return Boolean(result?.measures?.headline);
}

/**
 * The plan of `result`; `tables` of the instance may be `null`, and then flows are not split.
 *
 * `changed`: the plan was made for a changed instance, of which `tables` are the unchanged ones.
 */
export class Plan {
  constructor(result, tables, { changed = false } = {}) {
    this.result = result;
    this.measures = result.measures;
    this.head = result.measures.headline;
    this.record = result.record ?? {};
    this.audit = result.audit ?? null;
    this.tables = tables;
    this.changed = changed || Boolean(this.record.settings?.build?.levers?.length);
    this.periods = this.measure("periods").map((row) => row.period);
    this.sites = new Map(this.measure("sites").map((row) => [row.site, row]));
    this.rungs = new Map(this.measure("rungs").map((row) => [row.rung, row]));
    this.stages = stagesOf(this.measure("rungs"));
    this.watched = this.watchedCountries();
    this.countries = this.countryPalette();
    this.commodities = new Map(this.table("commodities").map((row) => [row.commodity, row]));
    this.chances = chancesOf(this);
    this.kept = new Map();
  }

  /** Rows of a measure. */
  measure(name) {
    return this.measures[name] ?? NONE;
  }

  /** Rows of a table of the plan. */
  decided(name) {
    return this.result.tables?.[name] ?? NONE;
  }

  /** Rows of a table of the instance. */
  table(name) {
    return this.tables?.[name] ?? NONE;
  }

  /** What `find()` found when it was asked for the first time. */
  once(name, find) {
    if (!this.kept.has(name)) this.kept.set(name, find());
    return this.kept.get(name);
  }

  /** Rows of a table of the plan by moment, each with `chance`, the probability of its moment. */
  expected(name) {
    return this.decided(name).map((row) => {
      const chance = this.chances.get(momentOf(row.scenario, row.period)) ?? (row.scenario ? 0 : 1);
      return { ...row, chance };
    });
  }

  /** Names of watched countries and blocs. */
  watchedNames() {
    return (this.measures.watched ?? []).map((one) => this.countries.name(one)).join(" + ");
  }

  /** Tonnes in a unit of a commodity; `null` where they are not known. */
  tonnesPer(commodity) {
    const row = this.commodities.get(commodity);
    return row?.tonnes_per_unit ?? TONNES[row?.unit] ?? null;
  }

  commodityName(commodity) {
    return this.commodities.get(commodity)?.name || commodity;
  }

  siteName(site) {
    return this.sites.get(site)?.site_name || site;
  }

  countryOf(site) {
    return this.sites.get(site)?.country ?? "";
  }

  /** Flows of all periods, with sites, countries, expected quantity and tonnes. */
  flows() {
    return this.once("flows", () => {
      const lanes = new Map(this.table("lanes").map((row) => [row.lane, row]));
      const rows = [];
      for (const row of this.expected("flow")) {
        const lane = lanes.get(row.lane);
        if (!lane || row.chance === 0) continue;
        const quantity = row.quantity * row.chance;
        rows.push({
          lane: row.lane,
          mode: lane.mode,
          origin: lane.origin,
          destination: lane.destination,
          from: this.countryOf(lane.origin),
          to: this.countryOf(lane.destination),
          commodity: row.commodity,
          period: row.period,
          quantity,
          tonnes: quantity * (this.tonnesPer(row.commodity) ?? 0),
        });
      }
      return rows;
    });
  }

  /** What to know of a plan for whose instance levers or changes added or altered rows; else nothing. */
  caveat() {
    return this.once("caveat", () => this.reckonedCaveat());
  }

  reckonedCaveat() {
    const missing = (name, of, key) => {
      const there = new Set(this.table(of).map((row) => row[key]));
      return this.decided(name).filter((row) => !there.has(row[key])).length;
    };
    const unknown = missing("flow", "lanes", "lane") + missing("activity", "facilities", "facility") + missing("bought", "supplies", "supply");
    const left = unknown ? ` ${unknown} rows of the plan are about what the instance has not by itself, and are left out here.` : "";
    const carried = sum(this.measure("transport"), (row) => row.tonnes);
    const unweighed = carried - sum(this.flows(), (row) => row.tonnes);
    const light = !left && unweighed > 1e-6 * carried ? ` ${mass(unweighed)} of what is carried is in units that are not known here.` : "";
    return this.changed || left ? ` Told with lanes and recipes of the instance as it was before levers and changes.${left}${light}` : light;
  }

  watchedCountries() {
    const named = new Set(this.measures.watched ?? []);
    for (const { bloc, country } of this.table("blocs")) if (named.has(bloc)) named.add(country);
    return named;
  }

  /** Countries ranked by the battery energy that they make and use, weighed as in exposure. */
  countryPalette() {
    const done = new Map();
    const add = (country, amount) => done.set(country, (done.get(country) ?? 0) + amount);
    for (const row of this.measure("activity")) add(row.country, row.energy * (this.rungs.get(row.rung)?.weight ?? 1));
    for (const row of this.measure("delivered")) add(row.country, row.served);
    const ranked = [...done].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
    const names = new Map(this.measure("countries").map((row) => [row.country, row.country_name]));
    return new Palette(ranked.map(([country]) => country), names, this.watched);
  }
}

/** Stages in the order of the chain: `{stage, name, order}`. */
function stagesOf(rungs) {
  const found = new Map();
  for (const { stage, stage_name: name, order } of rungs) found.set(stage, { stage, name: name || stage, order });
  return [...found.values()].sort((a, b) => a.order - b.order);
}

/**
 * Probability of each moment: the sum over the courses of events that pass through it.
 *
 * A course ends in a branch; before that branch began, its moments belong to the branch's parent.
 */
function chancesOf(plan) {
  const branches = new Map(plan.table("scenarios").map((row) => [row.scenario, row]));
  const place = new Map(plan.periods.map((period, at) => [period, at]));
  const chances = new Map();
  for (const { scenario, probability } of plan.decided("courses")) {
    let owner = scenario;
    for (let at = plan.periods.length - 1; at >= 0; at -= 1) {
      while (owner && at < (place.get(branches.get(owner)?.from_period) ?? 0)) {
        owner = branches.get(owner)?.parent ?? "";
      }
      const moment = momentOf(owner, plan.periods[at]);
      chances.set(moment, (chances.get(moment) ?? 0) + probability);
    }
  }
  return chances;
}

function momentOf(scenario, period) {
  return `${scenario ?? ""}\u0000${period}`;
}
