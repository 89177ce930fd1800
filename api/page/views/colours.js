// One colour per country (or chemistry, or metal) through all views: classes of views.css.

import { make } from "./elements.js";

const OWN = 6;

/** Classes and names of `ranked` keys; `watched` ones share a colour, the rest beyond six another. */
export class Palette {
  constructor(ranked, names = new Map(), watched = new Set()) {
    this.names = names;
    this.watched = watched;
    this.classes = new Map();
    let used = 0;
    for (const key of ranked) {
      if (watched.has(key)) this.classes.set(key, "view-tone-watched");
      else if (used < OWN) this.classes.set(key, `view-tone-${(used += 1)}`);
    }
    this.ranks = new Map([...this.classes.keys()].map((key, at) => [key, at]));
    this.others = ranked.length > this.classes.size;
  }

  /** The class that gives `key` its colour. */
  tone(key) {
    return this.classes.get(key) ?? (this.watched.has(key) ? "view-tone-watched" : "view-tone-other");
  }

  /** The name of `key` for people. */
  name(key) {
    return this.names.get(key) || String(key);
  }

  /** Place in a stack: watched first, then by rank, others last. */
  order(key) {
    if (this.watched.has(key)) return -1;
    return this.ranks.get(key) ?? this.ranks.size;
  }

  /** A list that says which colour stands for what; only for `keys` where they are given. */
  legend(keys = [...this.classes.keys()]) {
    const list = make("ul", { class: "view-legend" });
    const wanted = [...new Set(keys)].sort((a, b) => this.order(a) - this.order(b));
    for (const key of wanted.filter((one) => this.tone(one) !== "view-tone-other")) {
      const text = this.name(key) + (this.watched.has(key) ? " (watched)" : "");
      list.append(entry(this.tone(key), text));
    }
    if (wanted.some((one) => this.tone(one) === "view-tone-other")) {
      list.append(entry("view-tone-other", "others"));
    }
    return list;
  }
}

/** A line of a legend. */
export function entry(tone, text) {
  const key = make("span", { class: `view-key ${tone}`, "aria-hidden": "true" });
  return make("li", {}, key, make("span", { text }));
}
