// The part of the world that a map shows: plate carrée, a degree as long eastwards as northwards.

const MARGIN = 0.05;
const LEAST = 2;
const CROWD_ACROSS = 20;
const CROWD_DOWN = 13;
const CROWD = 6;
const CIRCLES = [[66.56, "Arctic Circle"], [23.44, "Tropic of Cancer"], [0, "Equator"], [-23.44, "Tropic of Capricorn"], [-66.56, "Antarctic Circle"]];

/**
 * The least window on all `places` (`{longitude, latitude}`), `width` pixels wide.
 *
 * The cut runs through the widest stretch without a place, so that a Pacific chain is not torn apart.
 */
export function windowOn(places, width, { flattest = 0.42, tallest = 0.62 } = {}) {
  const [start, across] = narrowest(places.map((one) => one.longitude));
  const latitudes = places.map((one) => one.latitude);
  const [low, high] = [Math.min(...latitudes), Math.max(...latitudes)];
  const margin = Math.max(LEAST, MARGIN * Math.max(across, high - low));
  let tall = high - low + 2 * margin;
  const wide = Math.min(360, Math.max(across + 2 * margin, tall / tallest));
  tall = Math.min(180, Math.max(tall, flattest * wide));
  const north = Math.min(90, Math.max((low + high + tall) / 2, tall - 90));
  return { west: start + (across - wide) / 2, wide, north, tall, width, per: width / wide, height: Math.round((tall * width) / wide) };
}

/** Pixels of a place in a window: `[x, y]`. */
export function placed(shown, { longitude, latitude }) {
  let east = (((longitude - shown.west) % 360) + 360) % 360;
  if (east - shown.wide > (360 - shown.wide) / 2) east -= 360;
  return [east * shown.per, (shown.north - latitude) * shown.per];
}

/** Meridians, parallels and named circles: `{x or y, text, marked}`. */
export function graticule(shown) {
  const most = Math.max(3, Math.floor(shown.width / 75));
  const step = [1, 2, 5, 10, 15, 20, 30, 45, 60].find((one) => shown.wide / one <= most) ?? 90;
  const lines = [];
  for (let at = Math.ceil(shown.west / step); at * step <= shown.west + shown.wide; at += 1) {
    const longitude = ((((at * step + 180) % 360) + 360) % 360) - 180;
    lines.push({ x: (at * step - shown.west) * shown.per, text: degrees(longitude, "E", "W") });
  }
  for (let at = Math.ceil((shown.north - shown.tall) / step); at * step <= shown.north; at += 1) {
    if (at !== 0) lines.push({ y: (shown.north - at * step) * shown.per, text: degrees(at * step, "N", "S") });
  }
  for (const [latitude, text] of CIRCLES) {
    const y = (shown.north - latitude) * shown.per;
    if (y > 0 && y < shown.height) lines.push({ y, text, marked: true });
  }
  return lines;
}

/** Where places crowd: at most two lists of places, the greater first. */
export function crowds(places) {
  const found = [];
  let rest = places;
  while (rest.length && found.length < 2) {
    const crowd = rest.map((one) => rest.filter((other) => near(one, other))).reduce((a, b) => (b.length > a.length ? b : a));
    if (crowd.length < CROWD || crowd.length === places.length) break;
    found.push(crowd);
    rest = rest.filter((one) => !crowd.includes(one));
  }
  return found;
}

function near(one, other) {
  const apart = Math.abs(((((one.longitude - other.longitude + 180) % 360) + 360) % 360) - 180);
  return apart <= CROWD_ACROSS && Math.abs(one.latitude - other.latitude) <= CROWD_DOWN;
}

function narrowest(longitudes) {
  const around = [...new Set(longitudes.map((one) => ((one % 360) + 360) % 360))].sort((a, b) => a - b);
  let [widest, west] = [around[0] + 360 - around.at(-1), around[0]];
  for (let at = 1; at < around.length; at += 1) {
    if (around[at] - around[at - 1] > widest) [widest, west] = [around[at] - around[at - 1], around[at]];
  }
  return [west, 360 - widest];
}

function degrees(value, positive, negative) {
  if (value === 0 || value === -180) return `${Math.abs(value)}°`;
  return `${Math.abs(value)}° ${value > 0 ? positive : negative}`;
}
