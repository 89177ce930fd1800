// Instances: the shipped ones, one's own, and a place to drop another.

import { announce, freshId, h, problemNote, refill, toast } from "../dom.js";
import { findingsBeside } from "../parts/findings.js";
import { instanceCards } from "../parts/instance-cards.js";
import { readFile } from "../reading/file.js";
import { percent } from "../wording.js";

const MEDIA = {
  json: "application/json",
  zip: "application/zip",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

export async function show(room, { client, signal }) {
  const instances = await client.instances({ signal });
  const own = instances.filter((each) => !each.shipped);
  const outcome = h("div.stack");
  refill(
    room,
    h(
      "div.head",
      {},
      h(
        "div",
        {},
        h("h1", {}, "Instances"),
        h("p", {}, "The data of a chain: sites, processes, routes, demand. Look at them, or bring your own."),
      ),
    ),
    dropzone((file) => bring(file, client, outcome, signal)),
    outcome,
    own.length > 0 &&
      h("section.section", { "aria-labelledby": "own" }, h("h2", { id: "own" }, "Yours"), instanceCards(own)),
    h(
      "section.section",
      { "aria-labelledby": "shipped" },
      h("h2", { id: "shipped" }, "Shipped with Junkan"),
      instanceCards(instances.filter((each) => each.shipped)),
    ),
  );
}

/** A place to drop a file at; it is a button too, for those who do not drag. */
function dropzone(take) {
  const id = freshId("file");
  const input = h("input.visually-hidden", {
    id,
    type: "file",
    accept: ".json,.zip,.xlsx",
    onchange: () => input.files[0] && take(input.files[0]),
  });
  const zone = h(
    "div.dropzone",
    {},
    input,
    h("label", { for: id }, h("strong", {}, "Choose a file"), h("span", {}, " or drop it here")),
    h("p.faint", {}, "A JSON document, a zip of a data package (CSV), or a workbook (xlsx). It is checked whole before it is kept."),
  );
  const over = (on) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", on);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
  });
  return zone;
}

async function bring(file, client, outcome, signal) {
  const media = MEDIA[file.name.split(".").pop().toLowerCase()];
  if (!media) {
    refill(outcome, problemNote({ detail: `${file.name}: an instance is a .json, .zip or .xlsx file.` }));
    return;
  }
  const bar = h("progress", { max: 1, value: 0, "aria-label": "Sent" });
  const text = h("span", {}, `Sending ${file.name}`);
  refill(outcome, h("div.card.sending", {}, text, bar));
  const onProgress = (share) => {
    bar.value = share;
    text.textContent = share < 1 ? `Sending ${file.name}: ${percent(share)}` : `Checking ${file.name}`;
    if (share >= 1) bar.removeAttribute("value");
  };
  try {
    const taken = await client.upload(file, media, onProgress);
    if (signal.aborted) return;
    if (taken.findings.length === 0) toast("The instance is sound, and kept.", "good");
    location.hash = `#/instances/${encodeURIComponent(taken.instance)}`;
  } catch (problem) {
    if (signal.aborted) return;
    const unsound = problem.code === "instance-has-errors";
    const detail = unsound ? `${file.name} cannot be used as it is, and was not kept. Mend what is found, and bring it again.` : problem.detail;
    refill(outcome, problemNote({ detail }));
    announce(detail);
    if (unsound) await beside(file, problem, outcome);
  }
}

/** What is wrong beside the file's own rows, which the page reads by itself: nothing was kept. */
async function beside(file, problem, outcome) {
  const note =
    problem.errorsInAll > problem.errors.length
      ? `The first ${problem.errors.length} of ${problem.errorsInAll} findings.`
      : "";
  try {
    const source = await readFile(file);
    outcome.append(findingsBeside(problem.errors, source, note));
  } catch (error) {
    outcome.append(
      findingsBeside(problem.errors, null, `${note} The file's rows cannot be shown here: ${error.message}`),
    );
  }
}
