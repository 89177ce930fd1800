// Blocks in columns, and bands between them as wide as what flows.

import { clipped } from "./axes.js";
import { draw, drawing, roving } from "./elements.js";

const HEIGHT = 430;
const TOP = 30;
const BLOCK = 14;
const GAP = 7;
const MOST_BANDS = 240;

/**
 * A drawing of `bands` (`{from, to, value}` with ends `{stage, country}`) between `columns` of stages.
 *
 * Bands that go back, from a later stage to an earlier one, run below all blocks. `put` says a value,
 * `name`, `code`, `tone` and `order` a country, `stage` the name of a stage.
 */
export function ribbons({ bands, columns, width, put, name, code, tone, order, stage, label }) {
  const place = new Map(columns.map((one, at) => [one, at]));
  const blocks = blocksOf(bands, columns, order);
  const backward = bands.filter((band) => place.get(band.to.stage) < place.get(band.from.stage));
  const tallest = Math.max(1e-12, ...blocks.map((own) => own.reduce((sum, block) => sum + block.size, 0)));
  const most = Math.max(1, ...blocks.map((own) => own.length));
  const perValue = (HEIGHT - TOP - 16 - GAP * (most - 1)) / tallest;
  const left = 8;
  const step = (width - 2 * left - BLOCK - 46) / Math.max(1, columns.length - 1);
  stand(blocks, perValue, left, step);
  const below = backward.reduce((sum, band) => sum + Math.max(2, band.value * perValue) + 3, 0);
  const svg = drawing(width, HEIGHT + Math.min(below, 200), label, { role: "group" });
  const names = { put, name, code, tone, stage };
  svg.append(...bandsOf(bands, blocks, place, perValue, names));
  const marks = blocks.flat().map((block) => markOf(block, names));
  columns.forEach((one, at) => {
    const last = at === columns.length - 1 && columns.length > 1;
    const x = last ? left + at * step + BLOCK + 46 : left + at * step;
    const text = clipped(stage(one), last ? 90 : step - 6);
    svg.append(draw("text", { class: "view-stage", x, y: 16, "text-anchor": last ? "end" : "start", text }));
  });
  svg.append(...marks.flatMap(({ element, text }) => [element, text]).filter(Boolean));
  roving(marks.map(({ element }) => element));
  return svg;
}

function blocksOf(bands, columns, order) {
  const found = new Map();
  const at = ({ stage, country }) => {
    const key = `${stage}\u0000${country}`;
    if (!found.has(key)) found.set(key, { stage, country, incoming: 0, outgoing: 0 });
    return found.get(key);
  };
  for (const band of bands) {
    at(band.from).outgoing += band.value;
    at(band.to).incoming += band.value;
  }
  for (const block of found.values()) block.size = Math.max(block.incoming, block.outgoing);
  return columns.map((stage) => [...found.values()]
    .filter((block) => block.stage === stage)
    .sort((a, b) => order(a.country) - order(b.country) || b.size - a.size));
}

function stand(blocks, perValue, left, step) {
  blocks.forEach((own, at) => {
    let y = TOP;
    for (const block of own) {
      block.x = left + at * step;
      block.y = y;
      block.height = Math.max(1.5, block.size * perValue);
      block.in = y;
      block.out = y;
      y += block.height + GAP;
    }
  });
}

function bandsOf(bands, blocks, place, perValue, names) {
  const byKey = new Map(blocks.flat().map((block) => [`${block.stage}\u0000${block.country}`, block]));
  const ends = bands.map((band) => ({
    band,
    from: byKey.get(`${band.from.stage}\u0000${band.from.country}`),
    to: byKey.get(`${band.to.stage}\u0000${band.to.country}`),
  }));
  for (const one of [...ends].sort((a, b) => a.to.x - b.to.x || a.to.y - b.to.y)) {
    one.start = one.from.out;
    one.from.out += one.band.value * perValue;
  }
  for (const one of [...ends].sort((a, b) => a.from.x - b.from.x || a.from.y - b.from.y)) {
    one.end = one.to.in;
    one.to.in += one.band.value * perValue;
  }
  let lane = HEIGHT - 4;
  const shown = ends.sort((a, b) => b.band.value - a.band.value).slice(0, MOST_BANDS);
  return shown.map((one) => {
    const thick = Math.max(0.5, one.band.value * perValue);
    const goesBack = place.get(one.band.to.stage) < place.get(one.band.from.stage);
    const d = goesBack ? under(one, thick, lane) : over(one, thick);
    if (goesBack) lane += Math.max(2, thick) + 3;
    const { put, name, tone, stage } = names;
    const { from, to, value } = one.band;
    const says = `${stage(from.stage)}, ${name(from.country)} → ${stage(to.stage)}, ${name(to.country)}: ${put(value)}`;
    const kind = goesBack ? "view-band view-back" : `view-band ${tone(from.country)}`;
    return draw("path", { class: kind, d, "stroke-width": thick, "data-says": says, "data-value": value });
  });
}

function over({ from, to, start, end }, thick) {
  const [x0, y0, x1, y1] = [from.x + BLOCK, start + thick / 2, to.x, end + thick / 2];
  const middle = (x0 + x1) / 2;
  return `M${round(x0)},${round(y0)}C${round(middle)},${round(y0)} ${round(middle)},${round(y1)} ${round(x1)},${round(y1)}`;
}

function under({ from, to, start, end }, thick, lane) {
  const [x0, y0, x1, y1, y] = [from.x + BLOCK, start + thick / 2, to.x, end + thick / 2, lane + thick / 2].map(round);
  const [right, left] = [x0 + 28, x1 - 28];
  return `M${x0},${y0}C${right},${y0} ${right},${y} ${x0},${y}L${x1},${y}C${left},${y} ${left},${y1} ${x1},${y1}`;
}

function markOf(block, { put, name, code, tone, stage }) {
  const says = `${stage(block.stage)}, ${name(block.country)}: ${put(block.incoming)} in, ${put(block.outgoing)} out`;
  const box = { x: block.x, y: round(block.y), width: BLOCK, height: round(block.height) };
  const element = draw("rect", { class: `view-mark ${tone(block.country)}`, ...box, role: "img", "aria-label": says, "data-says": says });
  const y = round(block.y + block.height / 2 + 4);
  const text = block.height > 10 ? draw("text", { class: "view-code", x: block.x + BLOCK + 4, y, text: code(block.country) }) : null;
  return { element, text };
}

function round(value) {
  return Math.round(value * 10) / 10;
}
