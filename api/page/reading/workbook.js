// Sheets of a workbook (xlsx): XML files in a zip. Only texts are taken from them.

const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** From the sheet's name to its heading and rows; `files` is what `zipFiles` gives. */
export async function workbookTables(files) {
  const xml = async (path) => {
    const read = files.get(path);
    return read ? new DOMParser().parseFromString(await read(), "text/xml") : null;
  };
  const workbook = await xml("xl/workbook.xml");
  if (!workbook) throw new Error("it is no workbook");
  const strings = sharedTexts(await xml("xl/sharedStrings.xml"));
  const targets = targetsOf(await xml("xl/_rels/workbook.xml.rels"));
  const found = new Map();
  for (const sheet of workbook.getElementsByTagNameNS("*", "sheet")) {
    const target = targets.get(sheet.getAttributeNS(RELATIONS, "id"));
    const content = target && (await xml(target));
    if (!content) continue;
    const [columns = [], ...rows] = sheetRows(content, strings);
    found.set(sheet.getAttribute("name"), { columns, rows });
  }
  return found;
}

function sharedTexts(xml) {
  const items = xml ? [...xml.getElementsByTagNameNS("*", "si")] : [];
  return items.map((item) => [...item.getElementsByTagNameNS("*", "t")].map((t) => t.textContent).join(""));
}

function targetsOf(xml) {
  const relations = xml ? [...xml.getElementsByTagNameNS("*", "Relationship")] : [];
  return new Map(
    relations.map((each) => {
      const target = each.getAttribute("Target");
      return [each.getAttribute("Id"), target.startsWith("/") ? target.slice(1) : `xl/${target}`];
    }),
  );
}

function sheetRows(xml, strings) {
  const rows = [];
  for (const row of xml.getElementsByTagNameNS("*", "row")) {
    const cells = [];
    for (const cell of row.getElementsByTagNameNS("*", "c")) {
      cells[columnOf(cell.getAttribute("r"), cells.length)] = textOf(cell, strings);
    }
    const index = Number(row.getAttribute("r") ?? rows.length + 1) - 1;
    rows[index] = Array.from(cells, (each) => each ?? "");
  }
  return Array.from(rows, (each) => each ?? []);
}

/** "C17" is column 2. */
function columnOf(reference, otherwise) {
  const letters = reference?.match(/^[A-Z]+/)?.[0];
  if (!letters) return otherwise;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function textOf(cell, strings) {
  const value = cell.getElementsByTagNameNS("*", "v")[0]?.textContent ?? "";
  if (cell.getAttribute("t") === "s") return strings[Number(value)] ?? "";
  if (cell.getAttribute("t") === "b") return value === "1" ? "true" : "false";
  if (cell.getAttribute("t") === "inlineStr") return cell.textContent;
  return value;
}
