// Earlier results to ask about.

import { h } from "../dom.js";
import { jobTitle, moment, number } from "../wording.js";
import { field, pills, select } from "./fields.js";

/** The control of `state.of`: one result, or several. */
export async function planPicker(client, kind, state, instances, changed) {
  const { jobs } = await client.jobs({ state: "succeeded", limit: 100 });
  const offered = jobs.filter((job) => job.has_solution).map((job) => [job.id, told(job, instances)]);
  state.of = state.of.filter((id) => offered.some(([known]) => known === id.split("/")[0]) || id.includes("/"));
  const set = (ids) => {
    state.of = ids;
    changed();
  };
  if (offered.length === 0) {
    const none = h("p.note.warn", {}, "There is no result yet to ask about: solve an instance first.");
    none.fail = () => {};
    return none;
  }
  if (kind.about === "plan") {
    if (state.of.length === 0) state.of = [offered[0][0]];
    return field("The result", select(offered, state.of[0], (id) => set([id])));
  }
  const wrong = h("p.mistake", { hidden: true, role: "alert" });
  const box = h("div.stack", {}, pills("The results", offered, state.of, set), wrong);
  box.fail = (text) => {
    wrong.textContent = text;
    wrong.hidden = !text;
  };
  return box;
}

function told(job, instances) {
  const value = job.incumbent === null ? "" : `, ${number(job.incumbent)}`;
  return `${jobTitle(job, instances)} (${moment(job.created_at)}${value})`;
}
