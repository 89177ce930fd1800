// Who feeds whom: what each stage of each country takes, by the stage and country that made it.

import { grouping } from "./figures.js";

export const BOUGHT = "bought";
export const STORE = "stock";
export const MARKETS = "markets";
export const SOLD = "sold";
export const DISPOSED = "disposed";

const ROUNDS = 40;

/**
 * Links of one period: `{from, to, commodity, quantity}` with ends `{stage, country}`.
 *
 * What comes together at a site is mixed: whoever takes of a commodity there, and every lane that
 * carries it on, takes of all its makers in proportion. Goods count in the period in which they are
 * sent; what is taken and did not come in the same period comes from stock.
 */
export function traced(plan, period) {
  return plan.once(`traced ${period}`, () => {
    const pools = poolsOf(plan, period);
    mix(pools);
    const links = new Map();
    for (const pool of pools.values()) collect(pool, links);
    return [...links.values()].sort((a, b) => b.quantity - a.quantity);
  });
}

function poolsOf(plan, period) {
  const pools = new Map();
  const pool = (site, commodity) => {
    const key = `${site}\u0000${commodity}`;
    if (!pools.has(key)) {
      pools.set(key, { commodity, country: plan.countryOf(site), made: new Map(), from: [], taken: new Map(), out: 0 });
    }
    return pools.get(key);
  };
  const of = (name) => plan.expected(name).filter((row) => row.period === period && row.chance > 0);
  works(plan, of("activity"), pool);
  const supplies = new Map(plan.table("supplies").map((row) => [row.supply, row]));
  for (const row of of("bought")) {
    const supply = supplies.get(row.supply);
    if (supply) put(pool(supply.site, supply.commodity).made, BOUGHT, plan.countryOf(supply.site), row.quantity * row.chance);
  }
  const chemistries = new Map(plan.table("chemistries").map((row) => [row.chemistry, row]));
  for (const row of of("served")) {
    const { commodity, energy_per_unit: per = 1 } = chemistries.get(row.chemistry) ?? {};
    if (commodity) put(pool(row.market, commodity).taken, MARKETS, plan.countryOf(row.market), (row.energy * row.chance) / (per ?? 1));
  }
  for (const row of of("collected")) {
    const commodity = chemistries.get(row.chemistry)?.eol_commodity;
    if (commodity) put(pool(row.market, commodity).made, MARKETS, plan.countryOf(row.market), row.quantity * row.chance);
  }
  for (const [name, stage] of [["sold", SOLD], ["disposed", DISPOSED]]) {
    for (const row of of(name)) put(pool(row.site, row.commodity).taken, stage, plan.countryOf(row.site), row.quantity * row.chance);
  }
  for (const flow of plan.flows()) {
    if (flow.period !== period) continue;
    const origin = pool(flow.origin, flow.commodity);
    origin.out += flow.quantity;
    pool(flow.destination, flow.commodity).from.push([origin, flow.quantity]);
  }
  return pools;
}

function works(plan, rows, pool) {
  const facilities = new Map(plan.table("facilities").map((row) => [row.facility, row]));
  const rungs = new Map(plan.table("processes").map((row) => [row.process, row.rung]));
  const recipes = plan.once("recipes", () => grouping(plan.table("recipes"), (row) => row.process));
  for (const row of rows) {
    const site = facilities.get(row.facility)?.site;
    if (!site) continue;
    const stage = plan.rungs.get(rungs.get(row.process))?.stage ?? "";
    const country = plan.countryOf(site);
    for (const { commodity, coefficient } of recipes.get(row.process) ?? []) {
      const amount = row.activity * row.chance * coefficient;
      const { made, taken } = pool(site, commodity);
      if (amount > 0) put(made, stage, country, amount);
      else if (amount < 0) put(taken, stage, country, -amount);
    }
  }
}

/** Who made what lies in each pool, as `parts` of 1; passed on along the lanes until it settles. */
function mix(pools) {
  const all = [...pools.values()];
  for (const pool of all) {
    const here = total(pool.made) + pool.from.reduce((sum, [, quantity]) => sum + quantity, 0);
    const used = total(pool.taken) + pool.out;
    if (used > here * (1 + 1e-9)) put(pool.made, STORE, pool.country, used - here);
    pool.whole = Math.max(here, used);
    pool.parts = new Map();
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    let moved = 0;
    for (const pool of all) moved = Math.max(moved, settle(pool));
    if (moved < 1e-9) return;
  }
}

function settle(pool) {
  const parts = new Map();
  if (pool.whole <= 0) return 0;
  const add = (key, share) => parts.set(key, (parts.get(key) ?? 0) + share);
  for (const [key, amount] of pool.made) add(key, amount / pool.whole);
  for (const [origin, quantity] of pool.from) {
    for (const [key, share] of origin.parts) add(key, (share * quantity) / pool.whole);
  }
  let moved = 0;
  for (const [key, share] of parts) moved = Math.max(moved, Math.abs(share - (pool.parts.get(key) ?? 0)));
  pool.parts = parts;
  return moved;
}

function collect(pool, links) {
  for (const [to, amount] of pool.taken) {
    for (const [from, share] of pool.parts) {
      const key = `${from}\u0001${to}\u0001${pool.commodity}`;
      const link = links.get(key) ?? { from: endOf(from), to: endOf(to), commodity: pool.commodity, quantity: 0 };
      link.quantity += amount * share;
      links.set(key, link);
    }
  }
}

function put(amounts, stage, country, amount) {
  const key = `${stage}\u0000${country}`;
  amounts.set(key, (amounts.get(key) ?? 0) + amount);
}

function total(amounts) {
  return [...amounts.values()].reduce((sum, amount) => sum + amount, 0);
}

function endOf(key) {
  const [stage, country] = key.split("\u0000");
  return { stage, country };
}
