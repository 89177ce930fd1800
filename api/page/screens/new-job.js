// Asking for a job: what kind, of which instance, within which limits; checked before it is sent.

import { announce, h, problemNote, refill, toast } from "../dom.js";
import { check, field, select } from "../form/fields.js";
import { changesEditor } from "../form/changes.js";
import { kindPicker } from "../form/kind-picker.js";
import { kindsOf, namesOf, ownMembers } from "../form/known.js";
import { limitsEditor } from "../form/limits.js";
import { modelFields } from "../form/model.js";
import { ownFields } from "../form/own.js";
import { planPicker } from "../form/plan-picker.js";
import { freshState, mistakesOf, requestOf, stateOfJob, turnTo } from "../form/request.js";
import { solveFields } from "../form/solver.js";
import { requestBox } from "../parts/asked.js";
import { instanceTitle } from "../wording.js";

export async function show(room, { client, signal, query }) {
  const [kinds, instances, limits] = await Promise.all([
    kindsOf(client, { signal }),
    client.instances({ signal }),
    client.get("/v1/limits", { signal }),
  ]);
  const from = query.get("from");
  const state = from ? stateOfJob(await client.job(from, { signal })) : freshState(query.get("instance") ?? first(instances));
  const [solve, wanted] = ["solve", query.get("kind")].map((name) => kinds.find((each) => each.name === name));
  if (wanted) turnTo(state, solve ?? wanted, wanted);
  if (query.get("of")) state.of = query.get("of").split(",");
  new Form(room, { client, signal, kinds, instances, limits, state, again: Boolean(from) }).begin();
}

function first(instances) {
  const names = instances.map((each) => each.instance);
  return ["japan-eu-mini", ...names].find((each) => names.includes(each)) ?? "";
}

class Form {
  #body = h("div.form-body");
  #trouble = h("div", { "aria-live": "assertive" });
  #check = h("div.check-outcome", { "aria-live": "polite" });
  #request = h("div");
  #parts = {};
  #asked = 0;

  constructor(room, given) {
    Object.assign(this, given);
    this.room = room;
    this.submitButton = h("button.button.primary.large", { type: "submit" }, "Submit");
    this.checkButton = h("button.button", { type: "button", onclick: () => this.#validate() }, "Check only");
  }

  get kind() {
    return this.kinds.find((each) => each.name === this.state.kind) ?? this.kinds[0];
  }

  async begin() {
    refill(
      this.room,
      h(
        "div.head",
        {},
        h(
          "div",
          {},
          h("h1", {}, this.again ? "Rerun with changes" : "New job"),
          h("p", {}, "Say what you would like to know. The job is checked before it is sent, and kept whatever happens."),
        ),
      ),
      h(
        "form.job-form",
        { novalidate: true, onsubmit: (event) => this.#submit(event) },
        kindPicker(this.kinds, this.state.kind, (name) => this.#choose(name)),
        this.#body,
        this.#trouble,
        h("div.submit-bar", {}, this.submitButton, this.checkButton, this.#check),
        this.#request,
      ),
    );
    await this.#fill();
  }

  #choose(name) {
    turnTo(this.state, this.kind, this.kinds.find((each) => each.name === name));
    this.#fill();
  }

  /** The controls of the kind that is chosen, with the names of the instance that is chosen. */
  async #fill() {
    const mine = ++this.#asked;
    const { state, kind } = this;
    const needsInstance = kind.about === "instance";
    const plans = kind.about === "plan" || kind.about === "plans";
    const names = await namesOf(this.client, needsInstance ? state.instance : "", { signal: this.signal }).catch((problem) => {
      refill(this.#trouble, problemNote(problem));
      return namesOf(this.client, "");
    });
    if (mine !== this.#asked) return;
    this.#keepKnown(names, needsInstance);
    const changed = () => this.#changed();
    this.#parts = {
      instance: needsInstance && this.#instanceField(),
      changes: needsInstance && "changes" in kind.schemas && changesEditor(state, names.tables, changed),
      of: plans && (await planPicker(this.client, kind, state, this.instances, changed)),
      model: "build" in kind.schemas && modelFields(state, kind.schemas.build?.properties ?? {}, names, changed),
      limits: "build" in kind.schemas && limitsEditor(state, names, changed),
      solver: "solve" in kind.schemas && solveFields(state, this.limits, changed),
    };
    const own = ownMembers(kind).map((name) => ownFields(name, kind.schemas[name], state.own, names, changed));
    refill(
      this.#body,
      card("What it is about", this.#parts.instance, this.#parts.of, this.#parts.changes?.element),
      own.length > 0 && card("The question", own),
      this.#parts.model && card("The plan", this.#parts.model.first, this.#parts.limits.element, this.#parts.model.rest),
      card("The solve", this.#parts.solver?.element, this.#startField(), this.#labelField()),
    );
    this.#changed();
  }

  /** What another instance does not have is not asked of it. */
  #keepKnown(names, needsInstance) {
    if (!needsInstance || names.countries.length === 0) return;
    const known = new Set([...names.countries, ...names.blocs].map(([code]) => code));
    this.state.watched = this.state.watched.filter((code) => known.has(code));
    if (this.state.watched.length === 0) this.state.watched = [known.has("CHN") ? "CHN" : [...known][0]];
    for (const limit of this.state.limits) limit.watched = limit.watched.filter((code) => known.has(code));
    const of = (list) => new Set(list.map(([name]) => name));
    this.state.scenarios.names = this.state.scenarios.names.filter((name) => of(names.scenarios).has(name));
    this.state.levers = this.state.levers.filter((name) => of(names.levers).has(name));
  }

  #instanceField() {
    const options = this.instances.map((each) => [each.instance, each.title ? `${each.name}: ${each.title}` : each.name]);
    const known = options.some(([name]) => name === this.state.instance);
    const all = known || !this.state.instance ? options : [[this.state.instance, instanceTitle(this.state.instance)], ...options];
    const link = h("a", {}, "Look at its data");
    const mark = () => link.setAttribute("href", `#/instances/${encodeURIComponent(this.state.instance)}`);
    const control = select(all, this.state.instance, (value) => {
      this.state.instance = value;
      mark();
      this.#fill();
    });
    mark();
    const made = field("Instance", control);
    made.append(h("p.hint", {}, link, " · ", h("a", { href: "#/instances" }, "Bring your own")));
    return made;
  }

  /** Beginning from the earlier plan makes the search quicker, and its result no worse. */
  #startField() {
    const { earlier } = this.state;
    if (!earlier || !("start" in this.kind.schemas)) return null;
    const set = (on) => {
      this.state.start = on ? earlier : "";
      this.#changed();
    };
    return check("Begin the search from the earlier plan", this.state.start, set, "Quicker where little has changed; the result is no worse.");
  }

  #labelField() {
    const input = h("input.input", {
      type: "text",
      maxlength: 128,
      value: this.state.label,
      placeholder: "such as: less of one country by 2030",
      oninput: () => {
        this.state.label = input.value;
        this.#changed();
      },
    });
    this.#parts.label = field("Label", input, { hint: "A few words by which you find it again." });
    return this.#parts.label;
  }

  #changed() {
    refill(this.#check);
    refill(this.#trouble);
    const wrong = this.#mistakes();
    this.#parts.limits?.fail?.({});
    for (const name of ["model", "solver", "changes"]) this.#parts[name]?.fail?.({});
    const open = this.#request.querySelector("details")?.open ?? false;
    if (Object.keys(wrong).length === 0) {
      refill(this.#request, requestBox(this.#asking(), "The request, as the API takes it"));
      this.#request.querySelector("details").open = open;
    }
  }

  #asking() {
    return requestOf(this.state, this.kind);
  }

  #mistakes() {
    return mistakesOf(this.state, this.kind, this.limits);
  }

  /** Show the mistakes, and lead to the first; whether there were none. */
  #sound() {
    const wrong = this.#mistakes();
    for (const part of ["limits", "model", "solver", "changes"]) this.#parts[part]?.fail?.(wrong);
    for (const part of ["instance", "label"]) if (this.#parts[part]) this.#parts[part].fail(wrong[part] ?? "");
    if (this.#parts.of) this.#parts.of.fail(wrong.of ?? "");
    const found = Object.values(wrong);
    if (found.length === 0) return true;
    const at = this.#body.querySelector(".mistake:not([hidden])");
    at?.closest(".field, .limit, fieldset")?.querySelector("input, select, textarea")?.focus();
    announce(`${found.length === 1 ? "One entry" : `${found.length} entries`} to mend: ${found[0]}`);
    return false;
  }

  async #validate() {
    if (!this.#sound()) return false;
    refill(this.#check, h("span.checking", {}, "Checking against the data"));
    this.checkButton.disabled = true;
    try {
      const { valid, problem } = await this.client.post("/v1/validate", this.#asking(), { signal: this.signal });
      refill(this.#check, valid ? h("span.chip.good", {}, "It fits: the job can begin") : h("span.chip.bad", {}, "It cannot begin so"));
      refill(this.#trouble, valid ? null : problemNote(problem));
      return valid;
    } catch (problem) {
      refill(this.#check);
      refill(this.#trouble, problemNote(problem));
      return false;
    } finally {
      this.checkButton.disabled = false;
    }
  }

  async #submit(event) {
    event.preventDefault();
    if (this.submitButton.disabled) return;
    this.submitButton.disabled = true;
    try {
      if (!(await this.#validate())) return;
      const job = await this.client.submit(this.#asking());
      toast("The job is stored.", "good");
      location.hash = `#/jobs/${job.id}`;
    } catch (problem) {
      refill(this.#trouble, problemNote(problem));
    } finally {
      this.submitButton.disabled = false;
    }
  }
}

function card(title, ...parts) {
  const there = parts.flat().filter(Boolean);
  return there.length > 0 && h("section.card.form-card", {}, h("h2", {}, title), there);
}
