// Follows an import: server-sent events, taken up again when they break off; plain questions where they do not pass.

/** Events that broke off so often without a word before it are given up for plain questions. */
const BREAKS = 3;
/** Milliseconds between plain questions. */
const ASK_EVERY = 2_000;
/** Longest wait before another attempt, in milliseconds. */
const LONGEST_WAIT = 15_000;
/** Events that are silent so long are checked by a plain question: something between may hold them back. */
const SILENCE = 12_000;
/** The states after which nothing follows. */
const ENDS = ["ready", "failed", "cancelled"];

/** Calls `onState(state, fields)` for each change, and `onLink(up)` when the connection is lost or back. */
export class Follower {
  #api;
  #handle;
  #onState;
  #onLink;
  #events = null;
  #timer = 0;
  #breaks = 0;
  #asking = false;
  #up = true;
  #stopped = false;
  #last = "";
  #online = () => this.#soon(0);

  constructor(api, handle, { onState, onLink }) {
    this.#api = api;
    this.#handle = handle;
    this.#onState = onState;
    this.#onLink = onLink;
    window.addEventListener("online", this.#online);
    this.#listen();
  }

  /** Nothing is called any more after this. */
  stop() {
    this.#stopped = true;
    this.#events?.close();
    clearTimeout(this.#timer);
    window.removeEventListener("online", this.#online);
  }

  #listen() {
    const events = new EventSource(this.#api.eventsUrl(this.#handle));
    this.#events = events;
    for (const state of ["progress", ...ENDS]) {
      events.addEventListener(state, (event) => {
        this.#breaks = 0;
        this.#link(true);
        this.#take(state, event.data);
        this.#watch();
      });
    }
    events.addEventListener("open", () => this.#link(true));
    events.addEventListener("error", () => {
      // The browser would go on by itself, but not tell, and not after an answer that is no stream.
      events.close();
      this.#breaks += 1;
      this.#link(this.#breaks < 2);
      this.#soon(this.#breaks > BREAKS ? 0 : wait(this.#breaks));
    });
    this.#watch();
  }

  #watch() {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(true), SILENCE);
  }

  #soon(delay) {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#breaks > BREAKS) this.#ask(false);
      else {
        this.#events?.close();
        this.#listen();
      }
    }, delay);
  }

  /** One plain question. As a check, it gives the events up only if they kept something back. */
  async #ask(check) {
    if (this.#asking || this.#stopped) return;
    this.#asking = true;
    let delay = ASK_EVERY;
    try {
      const { state, ...fields } = await this.#api.snapshot(this.#handle);
      if (this.#stopped) return;
      const news = this.#take(state, fields);
      this.#link(true);
      if (check && news) {
        this.#events?.close();
        this.#breaks = BREAKS + 1;
      } else if (!check) this.#breaks = BREAKS + 1;
    } catch (error) {
      if (this.#stopped) return;
      if (error.status === 404) return this.#take("failed", { reason: "not_found" });
      this.#link(false);
      this.#breaks += 1;
      delay = wait(this.#breaks - BREAKS);
    } finally {
      this.#asking = false;
    }
    if (this.#breaks > BREAKS) this.#soon(delay);
    else this.#watch();
  }

  /** Passes a state on, unless it is the one before. */
  #take(state, data) {
    let fields = data;
    if (typeof data === "string") {
      try {
        fields = JSON.parse(data);
      } catch {
        return false;
      }
    }
    const now = JSON.stringify([state, fields.phase, fields.gathered, fields.total, fields.reason]);
    if (this.#stopped || now === this.#last) return false;
    this.#last = now;
    if (ENDS.includes(state)) this.stop();
    this.#onState(state, fields);
    return true;
  }

  #link(up) {
    if (up === this.#up || this.#stopped) return;
    this.#up = up;
    this.#onLink(up);
  }
}

/** Doubles from half a second, with chance in it so that many pages do not come back at once. */
function wait(attempt) {
  const longest = Math.min(LONGEST_WAIT, 500 * 2 ** Math.max(0, Math.min(attempt, 10)));
  return longest * (0.5 + Math.random() / 2);
}
