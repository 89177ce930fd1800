// The checker's findings in a table beside the data; each leads to its cell.

import { h, refill } from "../dom.js";
import { dataViewer } from "./data-viewer.js";

const TONES = { error: "bad", warning: "warn" };

/**
 * Findings beside the tables of `source` (see `data-viewer.js`), which may be `null`.
 * `at`: the table and row to begin with.
 */
export function findingsBeside(findings, source, note = "", at = {}) {
  const viewer = source ? dataViewer(source, findings, at) : null;
  const heading = h("h2", {}, findings.length === 0 ? "The checker has nothing to say" : count(findings));
  const table = h("div.scroll.findings-scroll", { tabindex: "0", role: "region", "aria-label": "Findings" });
  const fill = (severity) => refill(table, findingsTable(findings, severity, viewer));
  fill("");
  return h(
    "div.beside",
    {},
    h(
      `section.card.findings${findings.length === 0 ? ".sound" : ""}`,
      { "aria-label": "Findings of the checker" },
      h("div.section-head", {}, heading, kindsOf(findings).length > 1 && severityFilter(fill)),
      note && h("p.faint", {}, note),
      findings.length > 0 && table,
      findings.length === 0 && h("p.soft", {}, "Every table is whole, every reference leads somewhere, every number is in its range."),
    ),
    viewer && h("section.card", { "aria-label": "Data" }, viewer.element),
  );
}

function kindsOf(findings) {
  return [...new Set(findings.map((each) => each.severity))];
}

function count(findings) {
  const errors = findings.filter((each) => each.severity === "error").length;
  const warnings = findings.length - errors;
  const said = [errors > 0 && `${errors} to mend`, warnings > 0 && `${warnings} to look at`].filter(Boolean);
  return `Findings: ${said.join(", ")}`;
}

function severityFilter(fill) {
  return h(
    "label.field.inline",
    {},
    h("span.visually-hidden", {}, "Which findings"),
    h(
      "select.input",
      { onchange: (event) => fill(event.target.value) },
      h("option", { value: "" }, "all"),
      h("option", { value: "error" }, "errors"),
      h("option", { value: "warning" }, "warnings"),
    ),
  );
}

function findingsTable(findings, severity, viewer) {
  const shown = severity ? findings.filter((each) => each.severity === severity) : findings;
  return h(
    "table.table.findings-table",
    {},
    h(
      "thead",
      {},
      h("tr", {}, ["Table", "Row", "Column", "Value", "What, and how to mend it"].map((text) => h("th", { scope: "col" }, text))),
    ),
    h("tbody", {}, shown.map((finding) => findingRow(finding, viewer))),
  );
}

function findingRow(finding, viewer) {
  const place = [finding.table || "the instance", finding.row ? `row ${finding.row}` : "", finding.column].filter(Boolean);
  const reachable = viewer !== null && viewer.has(finding.table);
  const jump = () => viewer.go(finding.table, finding.row, finding.column);
  return h(
    "tr",
    reachable ? { class: "leads", onclick: jump } : {},
    h(
      "td",
      {},
      reachable
        ? h(
            "button.link",
            {
              type: "button",
              "aria-label": `Show ${place.join(", ")}`,
              onclick: (event) => {
                event.stopPropagation();
                jump();
              },
            },
            finding.table,
          )
        : finding.table || "–",
    ),
    h("td.number", {}, finding.row ?? "–"),
    h("td.mono", {}, finding.column || "–"),
    h("td.mono.break", {}, finding.value || "–"),
    h(
      "td",
      {},
      h(`span.chip.${TONES[finding.severity] ?? "quiet"}`, {}, finding.severity),
      " ",
      h("span", {}, finding.message),
      finding.mend && h("div.soft", {}, finding.mend),
    ),
  );
}
