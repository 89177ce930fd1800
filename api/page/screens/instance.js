// One instance: its tables, page by page, and the checker's findings beside them.

import { h, problemNote, refill } from "../dom.js";
import { findingsBeside } from "../parts/findings.js";

export async function show(room, { client, signal, reference, title, query }) {
  const instance = await client.instance(reference, { signal });
  title(instance.name);
  const source = {
    tables: instance.tables.filter((table) => table.rows > 0),
    firstRow: 2, // findings count the lines of a file, whose first is the heading
    rows: (name, offset, limit) => client.table(reference, name, { offset, limit, signal }),
  };
  const beside = h("div", {}, h("p.waiting", {}, "Checking the tables"));
  refill(
    room,
    h(
      "div.head",
      {},
      h(
        "div",
        {},
        h("h1", {}, instance.title || instance.name),
        h("p", {}, instance.description),
        h("p.faint.mono.break", {}, reference),
      ),
      h("a.button.primary", { href: `#/new?instance=${encodeURIComponent(reference)}` }, "Solve it"),
    ),
    beside,
  );
  const at = { table: query.get("table"), row: Number(query.get("row") ?? 0) };
  try {
    const { findings } = await client.findings(reference, { signal });
    refill(beside, findingsBeside(findings, await settled(source, findings), "", at));
  } catch (problem) {
    if (signal.aborted) return;
    refill(beside, problemNote(problem), findingsBeside([], source, "", at));
  }
}

/** Uploaded documents count rows from 1, files by their lines: the place says which it is. */
async function settled(source, findings) {
  const counted = findings.some((each) => each.place.startsWith("tables."));
  return counted ? { ...source, firstRow: 1 } : source;
}
