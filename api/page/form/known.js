// What the form must know before it asks: kinds of jobs with their schemas, and names of the instance.

const COMMON = new Set(["kind", "instance", "label", "priority", "build", "solve", "of", "changes"]);

/**
 * The kinds that the service offers: `[{ name, says, about, schemas, example }]`; `schemas` is the
 * JSON Schema of each member.
 */
export async function kindsOf(client, options) {
  const [kinds, common] = await Promise.all([client.get("/v1/kinds", options), schemasOfAll(client, options)]);
  return Object.entries(kinds).map(([name, kind]) => {
    const given = kind.schemas ?? kind.schema?.properties ?? {};
    const members = kind.members ?? Object.keys(given);
    const schemas = Object.fromEntries(members.map((member) => [member, given[member] ?? common[member] ?? {}]));
    return { name, says: kind.says ?? "", about: kind.about ?? "instance", schemas, example: kind.example ?? {} };
  });
}

/** The members of a kind that are neither common nor settings: those the form draws from a schema. */
export function ownMembers(kind) {
  return Object.keys(kind.schemas).filter((name) => !COMMON.has(name));
}

async function schemasOfAll(client, options) {
  try {
    const document = await client.get("/openapi.json", options);
    const body = document.paths["/v1/jobs"].post.requestBody.content["application/json"].schema;
    return Object.assign({}, ...[body, ...(body.oneOf ?? []), ...(body.anyOf ?? [])].map((each) => each.properties ?? {}));
  } catch {
    return {}; // a service that does not publish them: then only the known controls are shown
  }
}

const NOTHING = { tables: [], countries: [], blocs: [], scenarios: [], rungs: [], periods: [], levers: [], policies: [] };

/** What of an instance the form offers by name; each is `[value, text, title]`. */
export async function namesOf(client, reference, options) {
  if (!reference) return NOTHING;
  const instance = await client.instance(reference, options);
  const there = new Set(instance.tables.filter((table) => table.rows > 0).map((table) => table.name));
  const rows = (name) => (there.has(name) ? client.wholeTable(reference, name) : Promise.resolve([]));
  const [countries, blocs, scenarios, rungs, periods, levers, policies] = await Promise.all(
    ["countries", "blocs", "scenarios", "rungs", "periods", "levers", "policies"].map(rows),
  );
  return {
    title: instance.title,
    currency: instance.currency ?? "",
    rows: instance.tables.reduce((sum, table) => sum + table.rows, 0),
    countries: countries.map((each) => [each.country, each.country, each.name]),
    blocs: unique(blocs.map((each) => each.bloc)).map((bloc) => [bloc, bloc, "bloc"]),
    scenarios: scenarios.map((each) => [each.scenario, each.scenario, each.name]),
    rungs: rungs.map((each) => [each.rung, each.name || each.rung]),
    periods: periods.map((each) => [each.period, each.period]),
    levers: levers.map((each) => [each.lever, each.name || each.lever]),
    policies: unique(policies.map((each) => each.policy ?? each.pack)).map((each) => [each, each]),
  };
}

function unique(values) {
  return [...new Set(values.filter(Boolean))];
}
