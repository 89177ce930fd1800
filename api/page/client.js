// The public API: one function per question. Errors of the service come as `Problem`.

/** What the service refused, or that it could not be reached (`status` 0). */
export class Problem extends Error {
  constructor(document) {
    super(document.detail);
    this.status = document.status;
    this.code = document.code;
    this.detail = document.detail;
    this.errors = document.errors ?? [];
    this.errorsInAll = document.errors_in_all ?? this.errors.length;
  }
}

const UNREACHABLE = {
  status: 0,
  code: "unreachable",
  detail: "The service does not answer. It is asked again when you go on.",
};

export class Client {
  #csrf = "";
  #tables = new Map();

  /** Called when the session has ended. */
  onSignedOut = () => {};

  async signIn(given) {
    const session = await this.#json("POST", "/v1/session", { body: given });
    this.#csrf = session.csrf;
    return session;
  }

  /** The session that the browser has, or `null`. */
  async session() {
    try {
      const session = await this.#json("GET", "/v1/session", { quiet: true });
      this.#csrf = session.csrf;
      return session;
    } catch (problem) {
      if (problem.status === 401) return null;
      throw problem;
    }
  }

  async signOut() {
    await this.#asked("DELETE", "/v1/session");
    this.#csrf = "";
  }

  get(path, { signal } = {}) {
    return this.#json("GET", path, { signal });
  }

  post(path, body, { signal, headers } = {}) {
    return this.#json("POST", path, { body, signal, headers });
  }

  job(id, options) {
    return this.get(`/v1/jobs/${id}`, options);
  }

  /** A page of jobs; `query` may hold state (a list), kind, label, limit; or give `next`. */
  jobs(query = {}, options) {
    if (typeof query === "string") return this.get(query, options);
    const asked = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      for (const one of [value].flat()) if (one !== undefined && one !== "") asked.append(name, one);
    }
    return this.get(`/v1/jobs?${asked}`, options);
  }

  submit(request) {
    return this.post("/v1/jobs", request, { headers: { "Idempotency-Key": crypto.randomUUID() } });
  }

  stop(id) {
    return this.post(`/v1/jobs/${id}/stop`);
  }

  cancel(id) {
    return this.post(`/v1/jobs/${id}/cancel`);
  }

  delete(id) {
    return this.#asked("DELETE", `/v1/jobs/${id}`);
  }

  result(id, options) {
    return this.get(this.resultAddress(id, "json"), options);
  }

  /** For links that download. */
  resultAddress(id, form) {
    return `/v1/jobs/${id}/result?format=${encodeURIComponent(form)}`;
  }

  async log(id, fromByte = 0, { signal } = {}) {
    const answer = await this.#asked("GET", `/v1/jobs/${id}/log?from_byte=${fromByte}`, { signal });
    return { text: await answer.text(), next: Number(answer.headers.get("Junkan-Next-Byte") ?? 0) };
  }

  async instances(options) {
    return (await this.get("/v1/instances", options)).instances;
  }

  instance(reference, options) {
    return this.get(`/v1/instances/${encodeURIComponent(reference)}`, options);
  }

  findings(reference, options) {
    return this.get(`/v1/instances/${encodeURIComponent(reference)}/findings`, options);
  }

  /** Rows of a table; one that the instance does not write down has none. */
  async table(reference, name, { offset = 0, limit = 200, signal } = {}) {
    const known = await this.#tablesOf(reference);
    if (!known.has(name)) return { table: name, columns: [], rows: [], total: 0, offset };
    const where = `/v1/instances/${encodeURIComponent(reference)}/tables/${encodeURIComponent(name)}`;
    return this.get(`${where}?offset=${offset}&limit=${limit}`, { signal });
  }

  /** Names of an instance's tables, asked for once: an instance never changes. */
  #tablesOf(reference) {
    if (!this.#tables.has(reference)) {
      const asked = this.instance(reference).then(({ tables }) => new Set(tables.map((table) => table.name)));
      this.#tables.set(reference, asked);
      asked.catch(() => this.#tables.delete(reference));
    }
    return this.#tables.get(reference);
  }

  /** All rows of a small table as objects. */
  async wholeTable(reference, name) {
    const { columns, rows } = await this.table(reference, name, { limit: 1000 });
    return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
  }

  /** Bring an instance; `onProgress` hears the share that is sent. */
  upload(file, media, onProgress) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", "/v1/instances");
      request.setRequestHeader("Content-Type", media);
      request.setRequestHeader("Junkan-CSRF", this.#csrf);
      request.upload.addEventListener("progress", (e) => onProgress(e.loaded / e.total));
      request.addEventListener("error", () => reject(new Problem(UNREACHABLE)));
      request.addEventListener("load", () => {
        const document = parsed(request.responseText, request.status);
        if (request.status === 201) resolve(document);
        else reject(this.#refused(document, {}));
      });
      request.send(file);
    });
  }

  /**
   * Follow a job: `onEvent({ number, kind, data })` until the event `end`. One connection, taken
   * up again where it broke; `signal` leaves it.
   */
  async follow(id, { after = 0, signal, onEvent }) {
    let last = after;
    for (let wait = 500; !signal.aborted; wait = Math.min(wait * 2, 8000)) {
      try {
        for await (const event of this.#stream(id, last, signal)) {
          last = event.number;
          wait = 250;
          onEvent(event);
          if (event.kind === "end") return;
        }
      } catch (problem) {
        if (signal.aborted) return;
        if (problem instanceof Problem && problem.status >= 400) throw problem;
      }
      await new Promise((done) => setTimeout(done, wait));
    }
  }

  async *#stream(id, after, signal) {
    const headers = { Accept: "text/event-stream", "Last-Event-ID": String(after) };
    const answer = await this.#asked("GET", `/v1/jobs/${id}/events`, { headers, signal });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      yield* blocks.map(eventOf).filter(Boolean);
    }
  }

  async #json(method, path, options = {}) {
    const answer = await this.#asked(method, path, options);
    return answer.status === 204 ? null : answer.json();
  }

  async #asked(method, path, { body, headers = {}, signal, quiet } = {}) {
    const sent = { Accept: "application/json", ...headers };
    if (body !== undefined) sent["Content-Type"] = "application/json";
    if (method !== "GET") sent["Junkan-CSRF"] = this.#csrf;
    let answer;
    try {
      answer = await fetch(path, {
        method,
        headers: sent,
        signal,
        credentials: "same-origin",
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Problem(UNREACHABLE);
    }
    if (answer.ok) return answer;
    throw this.#refused(parsed(await answer.text(), answer.status), { quiet });
  }

  #refused(document, { quiet }) {
    if (document.status === 401 && !quiet) this.onSignedOut();
    return new Problem(document);
  }
}

function parsed(text, status) {
  try {
    return JSON.parse(text);
  } catch {
    return { status, code: "no-problem-document", detail: `The service answered ${status}.` };
  }
}

function eventOf(block) {
  const told = {};
  for (const line of block.split("\n")) {
    const at = line.indexOf(": ");
    if (at > 0) told[line.slice(0, at)] = line.slice(at + 2);
  }
  if (!told.id) return null;
  return { number: Number(told.id), kind: told.event, data: JSON.parse(told.data) };
}
