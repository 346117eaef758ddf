// The window in which the person gives access.

/** Longest address that is opened, in characters. */
const URL_LIMIT = 2048;
/** Milliseconds between two looks at whether the window is still there. */
const WATCH = 700;

/**
 * The address if a browser may be sent to it: https, or http on this machine; nobody's name in it. Null otherwise.
 */
export function checkedUrl(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  const transport = url.protocol === "https:" || (url.protocol === "http:" && loopback);
  return transport && !url.username && !url.password && text.length <= URL_LIMIT ? url.href : null;
}

/** A window opened by a click. */
export class Popup {
  #window;
  #watch = 0;

  /** `wait` is the text it shows until it has somewhere to go. */
  constructor(opened, wait) {
    this.#window = opened;
    opened.document.title = wait;
    opened.document.body.textContent = wait;
    // What it shows later must not be able to send this page elsewhere.
    opened.opener = null;
  }

  /**
   * Opens a window in the middle of this one; null if the browser blocks it. It must be called in the click itself:
   * a browser takes a later one for an advertisement.
   */
  static open({ width, height }, wait) {
    const left = Math.round(window.screenX + Math.max(0, (window.outerWidth - width) / 2));
    const top = Math.round(window.screenY + Math.max(0, (window.outerHeight - height) / 2));
    try {
      const opened = window.open("about:blank", "_blank", `popup,width=${width},height=${height},left=${left},top=${top}`);
      return opened && !opened.closed ? new Popup(opened, wait) : null;
    } catch {
      return null;
    }
  }

  /** Goes on to an address from {@link checkedUrl}. */
  go(url) {
    if (!this.#window.closed) this.#window.location.replace(url);
  }

  /** Only a hint: a page can cut itself off from this one, and then looks closed. */
  get closed() {
    return this.#window.closed;
  }

  /** Calls `onGone(ms)` now and then while the window looks closed, with how long it has, until that returns true. */
  watch(onGone) {
    this.unwatch();
    let gone = 0;
    this.#watch = setInterval(() => {
      if (!this.closed) return;
      gone += WATCH;
      if (onGone(gone)) this.unwatch();
    }, WATCH);
  }

  unwatch() {
    clearInterval(this.#watch);
  }

  /** Closes it while it is still ours. Cut off from this page and gone elsewhere, it closes itself or the person does. */
  close() {
    if (!this.closed && this.#isOurs()) this.#window.close();
  }

  #isOurs() {
    try {
      return this.#window.document !== null;
    } catch {
      return false;
    }
  }
}
