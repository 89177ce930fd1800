// Reading an instance's file in the browser, so that its rows can be shown beside what is wrong.
// Nothing is judged here: the service's checker does that.

import { csvRows } from "./csv.js";
import { zipFiles } from "./zip.js";
import { workbookTables } from "./workbook.js";

const LARGEST = 60_000_000;

/** The tables of a file as a source of `data-viewer.js`; rows stay as they are written. */
export async function readFile(file) {
  if (file.size > LARGEST) throw new Error("it is too large to be shown here");
  const form = file.name.split(".").pop().toLowerCase();
  if (form === "json") return sourceOf(documentTables(JSON.parse(await file.text())), 1);
  const files = await zipFiles(await file.arrayBuffer());
  if (form === "xlsx") return sourceOf(await workbookTables(files), 2);
  return sourceOf(await packageTables(files), 2);
}

function sourceOf(tables, firstRow) {
  return {
    firstRow,
    tables: [...tables].map(([name, { columns, rows }]) => ({
      name,
      rows: rows.length,
      columns: columns.map((column) => ({ name: column })),
    })),
    async rows(name, offset, limit) {
      const { columns, rows } = tables.get(name);
      return { columns, total: rows.length, rows: rows.slice(offset, offset + limit) };
    },
  };
}

function documentTables(document) {
  const found = new Map();
  for (const [name, rows] of Object.entries(document?.tables ?? {})) {
    if (!Array.isArray(rows)) continue;
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row ?? {})))];
    found.set(name, { columns, rows: rows.map((row) => columns.map((column) => cell(row?.[column]))) });
  }
  return found;
}

function cell(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

async function packageTables(files) {
  const found = new Map();
  for (const [path, read] of files) {
    if (!path.toLowerCase().endsWith(".csv")) continue;
    const name = path.split("/").pop().slice(0, -4);
    const [columns = [], ...rows] = csvRows(await read());
    found.set(name, { columns, rows });
  }
  return found;
}
