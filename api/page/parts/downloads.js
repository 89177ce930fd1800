// The result in every form in which the service gives it.

import { h } from "../dom.js";

const FORMS = [
  ["xlsx", "Workbook", "xlsx"],
  ["csv", "Tables as CSV", "csv.zip"],
  ["parquet", "Parquet", "parquet.zip"],
  ["json", "JSON", "json"],
  ["html", "Report", "html"],
];

/** Links that download. */
export function downloads(client, job) {
  return h(
    "div.downloads",
    { role: "group", "aria-label": "Download the result" },
    h("span.faint", {}, "Download"),
    FORMS.map(([form, text, suffix]) =>
      h("a.button.small", { href: client.resultAddress(job.id, form), download: `junkan-${job.id}.${suffix}` }, text),
    ),
  );
}
