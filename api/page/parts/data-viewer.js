// Tables of an instance, a page of rows at a time, however long they are.
//
// A source is `{ tables: [{ name, rows, says, columns: [{ name, unit, says }] }], firstRow,
// rows(name, offset, limit) -> { columns, rows, total } }`; `firstRow` is the number that findings
// give to the first row of data.

import { announce, freshId, h, problemNote, refill } from "../dom.js";

const SIZE = 100;

/** The viewer: its `element`, `has(table)`, and `go(table, row, column)`, which leads to a cell. */
export function dataViewer(source, findings = [], at = {}) {
  const marks = marksOf(findings);
  const body = h("div.scroll.data-scroll", { tabindex: "0", role: "region", "aria-label": "Rows" });
  const says = h("p.faint");
  const pager = h("div.row.pager");
  const picker = tablePicker(source, marks, (name) => open(name, 0));
  let current = "";
  let asked = 0;

  async function open(name, offset, target = null) {
    const mine = ++asked;
    const known = source.tables.find((each) => each.name === name);
    if (!known) return;
    current = name;
    picker.value = name;
    says.textContent = known.says ?? "";
    try {
      const page = await source.rows(name, offset, SIZE);
      if (mine !== asked) return;
      refill(body, rowsTable(page, offset, known, marks.get(name) ?? new Map(), source.firstRow));
      refill(pager, ...pages(page.total, offset, (to) => open(name, to)));
      if (target) reach(target, offset);
      else body.scrollTop = 0;
    } catch (problem) {
      if (problem.name !== "AbortError") refill(body, problemNote(problem));
    }
  }

  function reach({ index, column }, offset) {
    if (index === null) {
      lead(body.querySelector(`th[data-column="${CSS.escape(column)}"]`), `${current}, the column ${column}`);
      return;
    }
    const row = body.querySelectorAll("tbody tr")[index - offset];
    const cell = [...(row?.cells ?? [])].find((each) => each.dataset.column === column) ?? row?.cells[0];
    row?.classList.add("reached");
    lead(cell, `${current}, row ${index + source.firstRow}, ${column || "first column"}: ${cell?.textContent}`);
  }

  function lead(cell, said) {
    if (!cell) return;
    cell.tabIndex = -1;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "center", inline: "nearest" });
    announce(said);
  }

  function go(table, row, column) {
    const index = row ? Math.max(row - source.firstRow, 0) : null;
    return open(table, Math.floor((index ?? 0) / SIZE) * SIZE, { index, column });
  }

  const first = source.tables.some((each) => each.name === at.table) ? at.table : firstTable(source, findings);
  if (at.row) go(first, at.row, "");
  else if (first) open(first, 0);
  const id = freshId("table");
  picker.id = id;
  return {
    element: h(
      "div.viewer",
      {},
      h("div.section-head", {}, h("div.field.inline", {}, h("label", { for: id }, "Table"), picker), pager),
      says,
      body,
    ),
    has: (table) => source.tables.some((each) => each.name === table),
    go,
  };
}

/** By table and row: the columns that something is said of (`""`: of the whole row). */
function marksOf(findings) {
  const marks = new Map();
  for (const { table, row, column, message } of findings) {
    if (!table || !row) continue;
    if (!marks.has(table)) marks.set(table, new Map());
    const rows = marks.get(table);
    if (!rows.has(row)) rows.set(row, new Map());
    rows.get(row).set(column ?? "", message);
  }
  return marks;
}

function firstTable(source, findings) {
  const named = findings.find((each) => source.tables.some((table) => table.name === each.table));
  return named?.table ?? source.tables.find((each) => each.name === "sites")?.name ?? source.tables[0]?.name;
}

function tablePicker(source, marks, onPick) {
  return h(
    "select.input",
    { onchange: (event) => onPick(event.target.value) },
    source.tables.map(({ name, rows }) => {
      const found = marks.get(name)?.size ?? 0;
      return h("option", { value: name }, `${name} (${rows.toLocaleString("en")}${found ? `, ${found} marked` : ""})`);
    }),
  );
}

function rowsTable(page, offset, known, marks, firstRow) {
  const about = new Map((known.columns ?? []).map((each) => [each.name, each]));
  const numeric = new Set((known.columns ?? []).filter((each) => /number|integer/.test(each.type)).map((each) => each.name));
  return h(
    "table.table.data-table",
    {},
    h("caption.visually-hidden", {}, `${known.name}, rows ${offset + firstRow} and on`),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th.number", { scope: "col" }, "Row"),
        page.columns.map((name) => heading(name, about.get(name), numeric.has(name))),
      ),
    ),
    h(
      "tbody",
      {},
      page.rows.map((cells, i) => dataRow(cells, page.columns, offset + i + firstRow, marks, numeric)),
    ),
  );
}

function heading(name, column, isNumber) {
  const unit = column?.unit ? h("small", {}, column.unit) : null;
  return h(isNumber ? "th.number" : "th", { scope: "col", title: column?.says || null, "data-column": name }, name, unit);
}

function dataRow(cells, columns, number, marks, numeric) {
  const said = marks.get(number) ?? new Map();
  return h(
    `tr${said.size > 0 ? ".marked" : ""}`,
    {},
    h("th.number", { scope: "row" }, number),
    columns.map((column, i) => {
      const message = said.get(column);
      return h(
        `td${numeric.has(column) ? ".number" : ""}${message ? ".wrong" : ""}`,
        { "data-column": column, title: message ?? null },
        cells[i] ?? "",
      );
    }),
  );
}

function pages(total, offset, open) {
  const last = Math.min(offset + SIZE, total);
  const step = (text, label, to, off) =>
    h("button.button.small", { type: "button", "aria-label": label, disabled: off, onclick: () => open(to) }, text);
  if (total <= SIZE) return [h("span.faint.number", {}, `${total.toLocaleString("en")} rows`)];
  return [
    step("‹", "Rows before", Math.max(offset - SIZE, 0), offset === 0),
    h("span.faint.number", {}, `${offset + 1}–${last} of ${total.toLocaleString("en")}`),
    step("›", "Rows after", offset + SIZE, last >= total),
  ];
}
