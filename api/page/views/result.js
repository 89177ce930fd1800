// The view of one result: of a plan, or of a study of any kind.

import { builds } from "./builds.js";
import { countriesByStage } from "./matrix.js";
import { courses, rules, trust } from "./told.js";
import { dependence } from "./dependence.js";
import { everything } from "./everything.js";
import { headline } from "./headline.js";
import { isPlan, Plan } from "./plan.js";
import { make } from "./elements.js";
import { law } from "./law.js";
import { recycling } from "./loop.js";
import { renderStudy } from "./study.js";
import { chain } from "./sankey.js";
import { straits } from "./straits.js";
import { tablesOf } from "./tables.js";
import { costs } from "./waterfall.js";
import { world } from "./map.js";

const CARDS = [headline, world, straits, chain, dependence, costs, countriesByStage, builds, recycling, law, courses, rules, trust, everything];

/**
 * Show `result` (the document of a job's result) in `container`.
 *
 * `instance`: its JSON document or its entry in the list of instances, or `null`; `client` is asked
 * for tables of the instance and for plans of a study.
 */
export async function renderResult(container, { job, result, instance, client }) {
  const tables = await tablesOf(instance, client, job);
  const room = make("div", { class: "view-result" });
  container.replaceChildren(room);
  const changed = Boolean(job?.request?.changes?.length);
  if (isPlan(result)) showPlan(room, new Plan(result, tables, { changed }));
  else await renderStudy(room, { job, result, tables, client, showPlan });
  return { destroy: () => room.remove() };
}

/** All cards of a plan; one that cannot be drawn says so and leaves the others alone. */
export function showPlan(room, plan) {
  for (const make_ of CARDS) {
    const shown = drawn(make_, plan);
    if (shown) room.append(shown);
  }
}

function drawn(view, plan) {
  try {
    return view(plan);
  } catch (error) {
    console.error(error);
    const text = `This part cannot be shown (${view.name}: ${error.message}). The downloads hold all of it.`;
    return make("p", { class: "view-failed note", role: "alert", text });
  }
}
