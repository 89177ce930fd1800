// Signing in: by the address that `junkan serve` prints, or with a key.

import { freshId, h, problemNote, refill } from "../dom.js";

export async function show(room, { client, enter, ticket }) {
  if (ticket) {
    history.replaceState(null, "", "#/sign-in"); // a word that works once is not kept in the address
    try {
      enter(await client.signIn({ ticket }));
      return;
    } catch (problem) {
      const session = await client.session().catch(() => null);
      if (session) enter(session);
      else form(room, client, enter, problem);
      return;
    }
  }
  form(room, client, enter, null);
}

function form(room, client, enter, problem) {
  const id = freshId("key");
  const trouble = h("div", { "aria-live": "assertive" }, problem && problemNote(problem));
  const key = h("input.input.mono", {
    id,
    type: "password",
    required: true,
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "jk_…",
    "aria-describedby": `${id}-hint`,
  });
  const submit = async (event) => {
    event.preventDefault();
    try {
      enter(await client.signIn({ key: key.value.trim() }));
    } catch (refused) {
      refill(trouble, problemNote(refused));
      key.focus();
    }
  };
  refill(
    room,
    h(
      "div.sign-in.card",
      {},
      h("h1", {}, "Sign in"),
      h(
        "p.soft",
        {},
        "Open the address that ",
        h("code", {}, "junkan serve"),
        " printed when it started, or print a new one with ",
        h("code", {}, "junkan page"),
        ". A key opens the page too.",
      ),
      trouble,
      h(
        "form.stack",
        { onsubmit: submit },
        h(
          "div.field",
          {},
          h("label", { for: id }, "Key"),
          key,
          h("p.hint", { id: `${id}-hint` }, "The key is not kept: the browser holds a session of seven days."),
        ),
        h("div.row", {}, h("button.button.primary", { type: "submit" }, "Sign in")),
      ),
    ),
  );
}
