// Scales of charts: round ticks, and a window that shows what matters.

/** About `count` round numbers within [low, high]. */
export function ticks(low, high, count = 5) {
  if (!(high > low)) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const found = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-9; at += step) {
    found.push(Math.abs(at) < step * 1e-9 ? 0 : at);
  }
  return found;
}

/**
 * The values to show of a solve: first incumbents may be wild, and the last gap is what one wants
 * to see, so the window reaches a few gaps beyond the last values at most.
 */
export function valueWindow(incumbents, bounds) {
  const all = [...incumbents, ...bounds];
  if (all.length === 0) return [0, 1];
  const best = incumbents.at(-1) ?? bounds.at(-1);
  const proven = bounds.at(-1) ?? best;
  const gap = Math.max(Math.abs(best - proven), Math.abs(best) * 0.02, 1e-9);
  const low = Math.max(Math.min(...all), Math.min(best, proven) - 4 * gap);
  const high = Math.min(Math.max(...all), Math.max(best, proven) + 4 * gap);
  const room = Math.max((high - low) * 0.08, gap * 0.1);
  return [low - room, high + room];
}
