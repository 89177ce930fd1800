// What a job was asked, as the API has it.

import { h, toast } from "../dom.js";
import { instanceTitle } from "../wording.js";

/** The request, folded, to be read and copied. */
export function askedOf(job, instances) {
  const asked = { kind: job.kind, ...(job.instance ? { instance: job.instance } : {}), ...job.request };
  if (job.label) asked.label = job.label;
  return requestBox(asked, `What was asked of ${instanceTitle(job.instance ?? job.kind, instances)}`);
}

/** A request as JSON in a box that can be opened. */
export function requestBox(asked, title) {
  const text = JSON.stringify(asked, null, 2);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast("Copied.");
    } catch {
      toast("The browser does not let the page copy; mark the text and copy it.");
    }
  };
  return h(
    "details.fold",
    {},
    h("summary", {}, title),
    h("pre.code", { tabindex: "0" }, text),
    h("button.button.small", { type: "button", onclick: copy }, "Copy"),
  );
}
