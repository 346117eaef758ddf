// The calls of the server side, relative to where it is mounted.

/** How long an answer may take, in milliseconds. A begin call waits for the contact service behind ours. */
const ANSWER_TIMEOUT = 45_000;

/** Why a call got no usable answer; `reason` chooses the text that is shown. */
export class CallError extends Error {
  constructor(reason, message = "", status = 0, code = null) {
    super(message);
    this.reason = reason;
    this.status = status;
    this.code = code;
  }
}

/** The calls, for one visitor. */
export class Api {
  /** `base` is the URL of the mount point, with a slash at its end. */
  constructor(base) {
    this.base = base;
    this.csrf = "";
  }

  /** Providers and running imports; learns the token that changing calls carry. */
  async session() {
    const session = await this.#json("session");
    this.csrf = session.csrf;
    return session;
  }

  /** Begins an import: its handle, and where the person gives access. */
  async begin(service) {
    return this.#changing("imports", { service });
  }

  /** Ends an import. That the server has forgotten it already is no failure. */
  async cancel(handle) {
    try {
      await this.#changing(`imports/${encodeURIComponent(handle)}/cancel`, null);
    } catch (error) {
      if (error.status !== 404) throw error;
    }
  }

  /** Where an import stands, once. */
  async snapshot(handle) {
    return this.#json(`imports/${encodeURIComponent(handle)}/events`);
  }

  /** Where to listen for an import's events. */
  eventsUrl(handle) {
    return this.#url(`imports/${encodeURIComponent(handle)}/events`);
  }

  /** A page of an import's contacts. */
  async contacts(handle, start, count, signal) {
    return this.#json(`imports/${encodeURIComponent(handle)}/contacts?start=${start}&count=${count}`, { signal });
  }

  #url(path) {
    return new URL(path, this.base).href;
  }

  /** A POST. A token that has expired with its session is renewed once: nothing has happened on the server yet. */
  async #changing(path, body) {
    const send = () => {
      const headers = { "X-CSRF-Token": this.csrf };
      if (body !== null) headers["Content-Type"] = "application/json";
      return this.#json(path, { method: "POST", headers, body: body === null ? null : JSON.stringify(body) });
    };
    try {
      return await send();
    } catch (error) {
      if (error.status !== 403) throw error;
      await this.session();
      return send();
    }
  }

  async #json(path, { signal, headers, ...options } = {}) {
    const limit = AbortSignal.timeout(ANSWER_TIMEOUT);
    let response;
    let text;
    try {
      response = await fetch(this.#url(path), {
        credentials: "same-origin",
        cache: "no-store",
        redirect: "error",
        referrerPolicy: "no-referrer",
        headers: { Accept: "application/json", ...headers },
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
        ...options,
      });
      text = await response.text();
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new CallError("network");
    }
    let body = null;
    try {
      body = text === "" ? null : JSON.parse(text);
    } catch {
      if (response.ok) throw new CallError("unavailable", "", response.status);
    }
    if (response.ok) return body;
    const { reason, message, code } = body?.error ?? {};
    const other = response.status >= 500 ? "unavailable" : "failed";
    throw new CallError(reason ?? other, message ?? "", response.status, code ?? null);
  }
}
