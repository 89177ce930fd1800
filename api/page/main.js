// The page begins here: who is signed in, and which screen the address names.

import { Client } from "./client.js";
import { announce, h, problemNote, refill } from "./dom.js";
import { themeSwitch } from "./theme.js";

const SCREENS = [
  [/^#?\/?$/, () => import("./screens/start.js"), "Start"],
  [/^#\/sign-in(?:\/(?<ticket>.*))?$/, () => import("./screens/sign-in.js"), "Sign in"],
  [/^#\/new$/, () => import("./screens/new-job.js"), "New job"],
  [/^#\/jobs$/, () => import("./screens/jobs.js"), "Jobs"],
  [/^#\/jobs\/(?<job>[0-9a-f]+)$/, () => import("./screens/job.js"), "Job"],
  [/^#\/instances$/, () => import("./screens/instances.js"), "Instances"],
  [/^#\/instances\/(?<reference>.+)$/, () => import("./screens/instance.js"), "Instance"],
  [/^#\/compare$/, () => import("./screens/compare.js"), "Compare"],
];

const main = document.getElementById("main");
const nav = document.getElementById("nav");
const out = document.getElementById("sign-out");
const client = new Client();
let signedIn = false;
let left = () => {};
let shown = 0;

async function show({ focus = true } = {}) {
  const [path, query = ""] = location.hash.split("?");
  const mine = ++shown;
  left();
  left = () => {};
  const [pattern, load, title] = SCREENS.find(([each]) => each.test(path)) ?? [];
  if (!pattern) {
    refill(main, h("h1", {}, "There is nothing here"), h("p", {}, h("a", { href: "#/" }, "To the start")));
    return;
  }
  const named = Object.fromEntries(
    Object.entries(path.match(pattern).groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text ?? "")]),
  );
  if (!signedIn && title !== "Sign in") {
    later = location.hash;
    location.replace("#/sign-in");
    return;
  }
  mark(path);
  document.title = `${title} · Junkan`;
  const leaving = new AbortController();
  left = () => leaving.abort();
  const room = h("div.screen");
  refill(main, room);
  try {
    const screen = await load();
    if (mine !== shown) return;
    const context = { client, signal: leaving.signal, query: new URLSearchParams(query), enter, title: titled };
    await screen.show(room, { ...context, ...named });
    if (mine !== shown) return;
    if (focus) arrive(room);
  } catch (problem) {
    if (mine !== shown || problem.name === "AbortError") return;
    console.error(problem);
    refill(room, problemNote(problem));
  }
}

/** The heading is where reading goes on; it is focused once, without being a stop of the Tab key. */
function arrive(room) {
  const heading = room.querySelector("h1");
  window.scrollTo(0, 0);
  if (!heading || room.contains(document.activeElement)) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function titled(text) {
  document.title = `${text} · Junkan`;
}

function mark(path) {
  for (const link of nav.querySelectorAll("a")) {
    const here = path === link.hash || path.startsWith(`${link.hash}/`);
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

let later = "";

/** Signed in: on to where the address wanted to go. */
function enter(session, { focus = true } = {}) {
  signedIn = true;
  nav.hidden = false;
  out.hidden = false;
  out.title = `Signed in for ${session.tenant}`;
  const target = later && !later.startsWith("#/sign-in") ? later : "#/";
  later = "";
  if (location.hash === target || (target === "#/" && location.hash === "")) show({ focus });
  else location.replace(target);
}

function leave() {
  if (!signedIn) return;
  signedIn = false;
  nav.hidden = true;
  out.hidden = true;
  later = location.hash;
  location.replace("#/sign-in");
}

client.onSignedOut = () => {
  leave();
  announce("The session has ended. Sign in again.");
};

out.addEventListener("click", async () => {
  await client.signOut().catch(() => {});
  leave();
  later = "";
});

async function begin() {
  themeSwitch(document.getElementById("theme"));
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address names the screen
    main.focus();
  });
  window.addEventListener("hashchange", () => show());
  if (location.hash.startsWith("#/sign-in/")) {
    show();
    return;
  }
  try {
    const session = await client.session();
    if (session) {
      later = location.hash;
      enter(session, { focus: false }); // who has just come begins at the top of the page
      return;
    }
  } catch (problem) {
    refill(main, problemNote(problem));
    return;
  }
  show();
}

begin();
