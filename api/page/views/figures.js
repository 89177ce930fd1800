// Figures as people read them; the same forms as the reports of the library.

export const NOTHING = "–";

/** `1,234,567`, `12.3`, `0.00123`: thousands apart, at least `digits` significant. */
export function number(value, digits = 3) {
  if (typeof value !== "number" || !Number.isFinite(value)) return NOTHING;
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 1e-6) return minus(value.toExponential(1));
  if (size >= 10 ** (digits - 1)) return minus(grouped(value.toFixed(0)));
  let decimals = digits - 1;
  let leading = size;
  for (; leading < 1; leading *= 10) decimals += 1;
  if (leading >= 10) decimals -= leading.toFixed(0).length - 1;
  return minus(grouped(value.toFixed(Math.max(0, decimals))));
}

/** `number` with its sign, for differences. */
export function signed(value, digits = 3) {
  return typeof value === "number" && value > 0 ? `+${number(value, digits)}` : number(value, digits);
}

/** `71.4 %` of a fraction; `≈0 %` for nearly nothing. */
export function percent(share, decimals = 1) {
  if (typeof share !== "number" || !Number.isFinite(share)) return NOTHING;
  const value = 100 * share;
  const exact = Math.min(Math.abs(value), Math.abs(value - 100)) < 1e-9;
  const text = value.toFixed(exact ? 0 : decimals);
  if (Number(text) === 0) return exact ? "0 %" : "≈0 %";
  return minus(`${text} %`);
}

/** A difference of shares in percentage points. */
export function points(difference) {
  return typeof difference === "number" ? `${signed(100 * difference, 2)} pp` : NOTHING;
}

/** `440 t`, `25.6 kt`, `3.20 Mt`. */
export function mass(tonnes) {
  if (typeof tonnes !== "number") return NOTHING;
  if (Math.abs(tonnes) >= 1e6) return `${number(tonnes / 1e6)} Mt`;
  return Math.abs(tonnes) >= 1e4 ? `${number(tonnes / 1e3)} kt` : `${number(tonnes)} t`;
}

/** A name of ours as words: `raw_material` becomes `raw material`. */
export function words(name) {
  return String(name).replaceAll("_", " ").replaceAll("-", " ");
}

/** `words` with a capital, for headings. */
export function heading(name) {
  const text = words(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How a cell is put, by the form of its column. */
export const FORMS = {
  text: (value) => (value === null || value === undefined || value === "" ? NOTHING : String(value)),
  number: (value) => number(value, 4),
  money: (value) => number(value, 4),
  signed: (value) => signed(value, 4),
  percent: (value) => percent(value),
  points,
  mass,
  count: (value) => (typeof value === "number" ? minus(grouped(value.toFixed(0))) : NOTHING),
  seconds: (value) => (typeof value === "number" ? `${number(value, 2)} s` : NOTHING),
};

/** The sum of `of(row)` over the rows. */
export function sum(rows, of = (row) => row) {
  let total = 0;
  for (const row of rows) total += of(row) ?? 0;
  return total;
}

/** Rows by `key(row)`, in the order in which the keys appear. */
export function grouping(rows, key) {
  const groups = new Map();
  for (const row of rows) {
    const at = key(row);
    if (!groups.has(at)) groups.set(at, []);
    groups.get(at).push(row);
  }
  return groups;
}

function minus(text) {
  return text.replaceAll("-", "−");
}

function grouped(text) {
  const [whole, fraction] = text.split(".");
  const apart = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? apart : `${apart}.${fraction}`;
}
