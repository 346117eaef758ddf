// <cloudsponge-picker>: lets a person import an address book and pick contacts from it.
//
//   <script type="module" src="/contacts/picker.js"></script>
//   <form method="post" action="/invite">
//     <cloudsponge-picker name="contact[]" action="Invite"><a href="/contacts">Choose contacts</a></cloudsponge-picker>
//   </form>
//
// Attributes: `name` (the form's field, one per contact, for the address), `names` (another for the name, in the same
// order), `action` (the verb on the button), `required`, `disabled`, `theme` (light, dark), `without-address` (offers
// contacts without an address too).
// Properties: `value` (the picked contacts), `texts` (see messages.js).
// Events: `cloudsponge-select`, detail {contacts}, when the person is done; `cloudsponge-state`, detail {state}.
//
//   loading ──► choose ──► waiting ──► gathering ──► book ──► done
//                 ▲           └────► failed ◄────┘
//                 └─────────────────────┘
//
// What is inside the element is shown where scripts do not run.

import { Api } from "./assets/api.js";
import { Book } from "./assets/book.js";
import { button, h } from "./assets/dom.js";
import { Follower } from "./assets/follow.js";
import { drop, keep, restore } from "./assets/kept.js";
import { TEXTS } from "./assets/messages.js";
import { Pick } from "./assets/pick.js";
import { Popup, checkedUrl } from "./assets/popup.js";
import * as views from "./assets/views.js";

/** Milliseconds a window is closed before it is spoken of. */
const GRACE = 3_000;

/** The element. */
export class CloudspongePicker extends HTMLElement {
  static formAssociated = true;
  static observedAttributes = ["required"];

  /** Texts to use instead of the English ones, by the names of messages.js. */
  texts = TEXTS;

  #internals = this.attachInternals();
  #root = this.attachShadow({ mode: "open", delegatesFocus: false });
  #api = new Api(new URL(".", import.meta.url).href);
  #providers = [];
  /** The provider in use, its import's handle, its window and where that goes. */
  #provider = null;
  #handle = null;
  #popup = null;
  #consent = null;
  #follower = null;
  #book = null;
  #pick = null;
  #view = null;
  /** Counts attempts, so that a late answer to an earlier one is known as such. */
  #attempt = 0;
  #state = "";
  #stage = h("div", { class: "stage", part: "stage" });
  #onForm = (event) => this.#fill(event.formData);
  #onHide = () => this.#keep();
  #onInvalid = (event) => {
    // The browser's own bubble would need a single field to point at.
    event.preventDefault();
    if (this.#pick) this.#pick.complain();
    else this.#stage.querySelector(".heading")?.focus();
  };
  #onShow = (event) => event.persisted && this.#start();

  constructor() {
    super();
    const href = new URL("picker.css", import.meta.url).href;
    // Shown when styled; unstyled is better than nothing if the style sheet does not come.
    const reveal = () => { this.#stage.hidden = false; };
    this.#stage.hidden = true;
    this.#root.append(h("link", { rel: "stylesheet", href, onload: reveal, onerror: reveal }), this.#stage);
  }

  connectedCallback() {
    this.addEventListener("invalid", this.#onInvalid);
    window.addEventListener("pagehide", this.#onHide);
    window.addEventListener("pageshow", this.#onShow);
    this.#start();
  }

  disconnectedCallback() {
    window.removeEventListener("pagehide", this.#onHide);
    window.removeEventListener("pageshow", this.#onShow);
    this.#leave();
  }

  formAssociatedCallback(form) {
    this.form?.removeEventListener("formdata", this.#onForm);
    this.form = form;
    form?.addEventListener("formdata", this.#onForm);
  }

  formResetCallback() {
    this.#book?.chooseAll(false);
  }

  formDisabledCallback(disabled) {
    this.#stage.inert = disabled;
  }

  attributeChangedCallback() {
    this.#validate();
  }

  /** The picked contacts. */
  get value() {
    return this.#book?.chosen ?? [];
  }

  /** One of loading, choose, waiting, gathering, book, done, failed. */
  get state() {
    return this.#state;
  }

  async #start() {
    this.#leave();
    const attempt = (this.#attempt += 1);
    this.#show("loading", views.loading(this.texts));
    let session;
    try {
      session = await this.#api.session();
    } catch (error) {
      if (attempt === this.#attempt) this.#fail(error, () => this.#start());
      return;
    }
    if (attempt !== this.#attempt) return;
    this.#providers = session.providers;
    // The latest comes first.
    const running = session.imports.find((each) => !["failed", "cancelled"].includes(each.phase));
    if (!running) {
      this.#choose();
      return;
    }
    this.#provider = this.#byCode(running.service);
    this.#handle = running.handle;
    this.#consent = running.consent_url ? checkedUrl(running.consent_url) : null;
    this.#follow(this.#waiting(this.texts.resumed), "resumed");
  }

  #byCode(code) {
    const other = { code, name: code, popup: { width: 600, height: 600 }, upload: null };
    return this.#providers.find((provider) => provider.code === code) ?? other;
  }

  #choose() {
    this.#leave();
    this.#attempt += 1;
    this.#show("choose", views.providers(this.texts, this.#providers, (provider) => this.#begin(provider)));
  }

  /** Called in a click: the window must be opened before anything is waited for. */
  async #begin(provider) {
    const popup = Popup.open(provider.popup, this.texts.starting(provider.name));
    this.#forget();
    const attempt = (this.#attempt += 1);
    this.#provider = provider;
    this.#popup = popup;
    const view = this.#waiting(this.texts.loading);
    let begun;
    try {
      begun = await this.#api.begin(provider.code);
    } catch (error) {
      popup?.close();
      if (attempt === this.#attempt) this.#fail(error, () => this.#begin(provider));
      return;
    }
    if (attempt !== this.#attempt) {
      popup?.close();
      this.#api.cancel(begun.handle).catch(() => {});
      return;
    }
    this.#handle = begun.handle;
    if (begun.consent_url) {
      this.#consent = checkedUrl(begun.consent_url);
      if (!this.#consent) {
        this.#forget();
        this.#fail({ reason: "unsafe" }, null);
        return;
      }
      popup?.go(this.#consent);
    } else popup?.close();
    view.count.textContent = provider.upload ? this.texts.waitingUpload : this.texts.waitingHint;
    this.#follow(view, this.#consent && !popup ? "blocked" : "open");
  }

  #waiting(hint) {
    const view = views.waiting(this.texts.waiting(this.#provider.name), hint);
    view.offer(button(this.texts.cancel, () => this.#cancel()));
    this.#show("waiting", view.element);
    return view;
  }

  #follow(view, where) {
    this.#view = view;
    this.#offer(where);
    this.#watchPopup();
    this.#follower = new Follower(this.#api, this.#handle, {
      onState: (state, fields) => this.#news(state, fields),
      onLink: (up) => this.#view?.tell(up ? this.texts.online : this.texts.offline),
    });
  }

  /** The ways on while the person has not given access, by where the window is. */
  #offer(where) {
    const { texts } = this;
    const provider = this.#provider;
    const cancel = button(texts.cancel, () => this.#cancel());
    // Only the same import's page is opened again: beginning another would leave two.
    const kind = where === "open" ? "plain" : "primary";
    const again = this.#consent
      ? button(texts.openAgain, () => this.#reopen(), kind)
      : button(texts.startAgain, () => this.#begin(provider), kind);
    if (where === "open") {
      this.#view.offer(this.#consent ? again : null, cancel);
    } else if (where === "blocked") {
      const link = { class: "button primary", href: this.#consent, target: "_blank", rel: "noopener noreferrer" };
      this.#view.tell(texts.blocked);
      this.#view.offer(h("a", link, texts.openTab(provider.name)), button(texts.tryAgain, () => this.#reopen()), cancel);
    } else {
      if (where === "closed") this.#view.tell(texts.closed);
      this.#view.offer(again, cancel);
    }
  }

  /** Opens the import's page once more. Called in a click. */
  #reopen() {
    this.#closePopup();
    this.#popup = Popup.open(this.#provider.popup, this.texts.starting(this.#provider.name));
    this.#popup?.go(this.#consent);
    this.#view.tell("");
    this.#offer(this.#popup ? "open" : "blocked");
    this.#watchPopup();
  }

  #watchPopup() {
    this.#popup?.watch((gone) => this.#lost(gone));
  }

  /** The window is gone for so many milliseconds; true if that is dealt with. */
  #lost(gone) {
    if (this.#state === "waiting") {
      // It closes by itself when access was given, a moment before the server hears of it.
      if (gone < GRACE) return false;
      this.#offer("closed");
    } else (this.#pick ?? this.#view)?.tell("");
    return true;
  }

  /** Access was given: the window has done its part. If it is not ours to close, the person is told so. */
  #dismiss(view) {
    this.#popup?.close();
    if (this.#popup?.closed === false) view.tell(this.texts.left);
    else this.#closePopup();
  }

  #news(state, fields) {
    if (state === "progress") this.#progress(fields);
    else if (state === "ready") this.#ready(fields.total ?? 0);
    else if (state === "cancelled") this.#choose();
    else {
      const provider = this.#provider;
      this.#fail(fields, () => this.#begin(provider));
    }
  }

  #progress({ phase, gathered, total }) {
    if (phase === "consent") return;
    if (this.#state !== "gathering") {
      this.#view = views.waiting(this.texts.gathering(this.#provider.name), "");
      this.#view.offer(button(this.texts.cancel, () => this.#cancel()));
      this.#show("gathering", this.#view.element);
      this.#dismiss(this.#view);
    }
    this.#view.bar.set(gathered ?? 0, total ?? 0);
    this.#view.count.textContent = this.texts.progress(gathered ?? 0, total ?? 0);
  }

  #ready(total) {
    this.#follower?.stop();
    this.#view = null;
    const handle = this.#handle;
    const again = () => {
      this.#handle = handle;
      this.#ready(total);
    };
    const book = new Book(this.#api, handle, { total, withoutAddress: this.hasAttribute("without-address") });
    this.#book = book;
    book.addEventListener("choice", () => this.#validate());
    // A choice taken up again counts when its contacts are there.
    book.addEventListener("change", () => this.#validate());
    restore(handle, book);
    book.addEventListener("trouble", (event) => {
      if (event.error.status === 404) this.#fail({ reason: "not_found" }, null);
      else if (book.loaded === 0) this.#fail(event.error, again);
    });
    this.#open();
    book.load();
  }

  /** Shows the address book; also when the person comes back to it. */
  #open() {
    this.#pick?.stop();
    this.#pick = new Pick(this.#book, {
      texts: this.texts,
      verb: this.getAttribute("action") || this.texts.add,
      onDone: () => this.#done(),
      onOther: () => {
        this.#forget();
        this.#choose();
      },
    });
    this.#show("book", this.#pick.element);
    this.#dismiss(this.#pick);
  }

  #done() {
    const contacts = this.value;
    this.#keep();
    const event = new CustomEvent("cloudsponge-select", { bubbles: true, composed: true, cancelable: true, detail: { contacts } });
    if (!this.dispatchEvent(event)) return;
    if (this.form) this.form.requestSubmit();
    else {
      this.#pick.stop();
      this.#show("done", views.done(this.texts, contacts.length, () => this.#open()));
    }
  }

  #cancel() {
    this.#forget();
    this.#choose();
  }

  /** Shows why it did not work. `retry` is called in a click. */
  #fail(error, retry) {
    this.#leave();
    const { failures } = this.texts;
    const reason = error.reason in failures ? error.reason : "failed";
    const name = this.#provider?.name ?? "";
    const [title, text] = failures[reason](name);
    // The server's sentence knows more where the reason says little.
    const told = ["failed", "unavailable"].includes(reason) && error.message ? error.message : text;
    const detail = error.code ? this.texts.code(error.code) : "";
    const other = button(this.texts.another, () => (this.#providers.length > 0 ? this.#choose() : this.#start()));
    const again = retry ? button(this.texts.tryAgain, retry, "primary") : null;
    const choice = this.#providers.length > 0 ? other : null;
    this.#show("failed", views.failure(title, told, detail, again, choice));
  }

  /** Ends what is running here, on the server too. */
  #forget() {
    const handle = this.#handle;
    this.#leave();
    if (!handle) return;
    drop(handle);
    // The server forgets it in time by itself.
    this.#api.cancel(handle).catch(() => {});
  }

  /** Ends what is running here. */
  #leave() {
    this.#follower?.stop();
    this.#book?.stop();
    this.#pick?.stop();
    this.#closePopup();
    this.#follower = this.#book = this.#pick = this.#view = this.#handle = this.#consent = null;
    this.#validate();
  }

  #closePopup() {
    this.#popup?.unwatch();
    this.#popup?.close();
    this.#popup = null;
  }

  /** Replaces the view, and takes the focus along if it was in the one before. */
  #show(state, element) {
    const within = this.#root.activeElement !== null;
    this.#stage.replaceChildren(element);
    this.#stage.dataset.state = state;
    if (within) element.querySelector(".heading")?.focus({ preventScroll: true });
    if (state === this.#state) return;
    this.#state = state;
    this.dispatchEvent(new CustomEvent("cloudsponge-state", { bubbles: true, composed: true, detail: { state } }));
  }

  /** The fields of a form that is sent. */
  #fill(data) {
    const name = this.getAttribute("name");
    if (!name || this.matches(":disabled")) return;
    const names = this.getAttribute("names");
    for (const contact of this.value) {
      data.append(name, contact.email ?? "");
      if (names) data.append(names, contact.name ?? "");
    }
  }

  #validate() {
    if (this.hasAttribute("required") && (this.#book?.count ?? 0) === 0) {
      this.#internals.setValidity({ valueMissing: true }, this.texts.required, this.#stage);
    } else this.#internals.setValidity({});
  }

  #keep() {
    const choice = this.#handle && this.#book?.choice;
    if (choice) keep(this.#handle, choice);
  }
}

if (!customElements.get("cloudsponge-picker")) customElements.define("cloudsponge-picker", CloudspongePicker);
