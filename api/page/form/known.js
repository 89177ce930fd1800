// What the form must know before it asks: kinds of jobs with their schemas, and names of the instance.

const COMMON = new Set(["kind", "instance", "label", "priority", "build", "solve", "of", "changes", "start"]);

/**
 * The kinds that the service offers: `[{ name, says, about, schemas }]`; `schemas` is the JSON
 * Schema of each member, `about` is `instance`, `plan`, `plans` or `requests`.
 */
export async function kindsOf(client, options) {
  const [kinds, { schema, examples }] = await Promise.all([client.get("/v1/kinds", options), published(client, options)]);
  const each = new Map((schema.oneOf ?? []).map((one) => [one.properties?.kind?.const ?? one.title, one]));
  return Object.entries(kinds).map(([name, kind]) => {
    const mine = each.get(name) ?? schema;
    const members = ["instance", "changes", "of", ...(kind.members ?? [])];
    const schemas = Object.fromEntries(members.filter((one) => one in (mine.properties ?? {})).map((one) => [one, mine.properties[one]]));
    return { name, says: kind.says ?? "", about: kind.about ?? aboutOf(mine, examples[name]?.value ?? {}), schemas };
  });
}

/** What a request of the kind must name. */
function aboutOf(schema, example) {
  if (schema.required?.includes("of")) return typeof example.of === "string" ? "plan" : "plans";
  return schema.required?.includes("request") ? "requests" : "instance";
}

/** The members of a kind that are neither common nor settings: those the form draws from a schema. */
export function ownMembers(kind) {
  return Object.keys(kind.schemas).filter((name) => !COMMON.has(name));
}

async function published(client, options) {
  const document = await client.get("/openapi.json", options);
  const content = document.paths["/v1/jobs"].post.requestBody.content["application/json"];
  return { schema: content.schema, examples: content.examples ?? {} };
}

const NOTHING = { tables: [], countries: [], blocs: [], scenarios: [], rungs: [], periods: [], levers: [], policies: [] };

/** What of an instance the form offers by name; each is `[value, text, title]`. */
export async function namesOf(client, reference, options) {
  if (!reference) return NOTHING;
  const instance = await client.instance(reference, options);
  const there = new Set(instance.tables.filter((table) => table.rows > 0).map((table) => table.name));
  const rows = (name) => (there.has(name) ? client.wholeTable(reference, name) : Promise.resolve([]));
  const [countries, blocs, scenarios, rungs, periods, levers, policies] = await Promise.all([
    ...["countries", "blocs", "scenarios", "rungs", "periods", "levers"].map(rows),
    client.get("/v1/policies", options).catch(() => ({})), // older services have none
  ]);
  return {
    tables: instance.tables.map((table) => table.name),
    countries: countries.map((each) => [each.country, each.country, each.name]),
    blocs: unique(blocs.map((each) => each.bloc)).map((bloc) => [bloc, bloc, "bloc"]),
    scenarios: scenarios.map((each) => [each.scenario, each.scenario, each.name]),
    rungs: rungs.map((each) => [each.rung, each.name || each.rung]),
    periods: periods.map((each) => [each.period, each.period]),
    levers: levers.map((each) => [each.lever, each.name || each.lever]),
    policies: Object.entries(policies).map(([name, title]) => [name, title, name]),
  };
}

function unique(values) {
  return [...new Set(values.filter(Boolean))];
}
