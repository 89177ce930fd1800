// The tables of an instance that views need: from its document, or asked of the service in pages.

const WANTED = [
  "periods", "scenarios", "countries", "blocs", "stages", "rungs", "processes", "recipes",
  "facilities", "commodities", "contents", "lanes", "chokepoints", "chemistries", "supplies",
  "levers",
];
const NUMBERS = new Set([
  "order", "coefficient", "tonnes", "tonnes_per_unit", "value_per_unit", "energy_per_unit",
  "eol_per_energy", "probability",
]);
const PAGE = 1000;

/**
 * Rows by table name; `null` where the instance cannot be had, as when it was deleted since.
 *
 * `instance` is its JSON document (with `tables`), or an entry of the list of instances, whose tables
 * are then asked of `client`.
 */
export async function tablesOf(instance, client, job) {
  if (instance?.tables) return instance.tables;
  const reference = instance?.instance ?? job?.instance;
  if (!reference || typeof client?.table !== "function") return null;
  try {
    const { tables } = await client.instance(reference);
    const there = new Set(tables.map((table) => table.name));
    const asked = WANTED.filter((name) => there.has(name)).map(async (name) => [name, await whole(client, reference, name)]);
    return Object.fromEntries(await Promise.all(asked));
  } catch (problem) {
    console.warn(`The tables of ${reference} cannot be had: ${problem.message}`);
    return null;
  }
}

/** All rows of a table as objects; the service gives texts, an empty one for what is not said. */
async function whole(client, reference, name) {
  const rows = [];
  for (;;) {
    const page = await client.table(reference, name, { offset: rows.length, limit: PAGE });
    for (const cells of page.rows) {
      rows.push(Object.fromEntries(page.columns.map((column, at) => [column, valueOf(column, cells[at])])));
    }
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}

function valueOf(column, text) {
  if (!NUMBERS.has(column)) return text;
  return text === "" ? null : Number(text);
}
