// The address book: search, list, choice.

import { button, h } from "./dom.js";
import { List, ROW_LIMIT } from "./list.js";
import { heading } from "./views.js";

/** Milliseconds without a change after which what changes all the time is read out. */
const CALM = 400;

/** The view of a {@link Book}. */
export class Pick {
  #book;
  #texts;
  #question = "";
  #found = [];
  #timer = 0;
  #told = "";
  #search;
  #verb;

  constructor(book, { texts, verb, onDone, onOther }) {
    this.#book = book;
    this.#texts = texts;
    this.#verb = verb;
    this.list = new List(book, texts, { onType: (text) => this.#type(text) });
    this.title = heading(texts.pick);
    this.#search = h("input", {
      class: "search",
      type: "search",
      placeholder: texts.search,
      "aria-label": texts.search,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      dir: "auto",
      oninput: () => this.#ask(this.#search.value),
      onkeydown: (event) => this.#searchKey(event),
    });
    this.all = button("", () => this.#selectAll(), "quiet");
    this.none = button(texts.none, () => this.#selectNone(), "quiet");
    // What is seen is right at once; what is read out waits until it is calm.
    this.count = h("p", { class: "count", "aria-hidden": "true" });
    this.spoken = h("p", { class: "spoken", role: "status" });
    this.state = h("p", { class: "hint", role: "status" });
    this.more = button(texts.goOn, () => this.#goOn(), "plain", { hidden: true });
    this.empty = h("p", { class: "empty", hidden: true });
    this.done = button("", onDone, "primary");
    this.element = h(
      "div",
      { class: "view pick" },
      h("div", { class: "top" }, this.title, button(texts.other, onOther, "quiet")),
      this.#search,
      h("div", { class: "tools" }, this.all, this.none),
      h("div", { class: "frame" }, this.list.element, this.empty),
      h(
        "div",
        { class: "foot" },
        h("div", { class: "below" }, this.state, this.more),
        h("div", { class: "line" }, this.count, this.spoken, this.done),
      ),
    );
    this.onChange = () => this.#changed();
    this.onChoice = () => this.#counted();
    this.onTrouble = () => {
      this.#changed();
      this.state.textContent = texts.trouble;
      this.more.hidden = false;
    };
    book.addEventListener("change", this.onChange);
    book.addEventListener("choice", this.onChoice);
    book.addEventListener("trouble", this.onTrouble);
    this.#changed();
  }

  stop() {
    this.list.stop();
    clearTimeout(this.#timer);
    this.#book.removeEventListener("change", this.onChange);
    this.#book.removeEventListener("choice", this.onChoice);
    this.#book.removeEventListener("trouble", this.onTrouble);
  }

  /** The form is not to be sent without a choice. */
  complain() {
    clearTimeout(this.#timer);
    this.count.textContent = this.spoken.textContent = this.#texts.required;
    this.list.element.focus();
  }

  /** Says something before the notes about the contacts. */
  tell(text) {
    this.#told = text;
    this.#changed();
  }

  /** More contacts arrived, or all have. */
  #changed() {
    const { owner, complete, loaded, total, sorted, without, repeated, unreadable } = this.#book;
    const name = owner?.name?.trim() || owner?.email;
    if (name) this.title.textContent = this.#texts.pickFrom(name);
    this.#found = this.#book.find(this.#question);
    this.list.show(this.#found, true);
    const notes = this.#told === "" ? [] : [this.#told];
    if (!complete) notes.push(this.#texts.arriving(loaded, total));
    else {
      if (without > 0 && sorted.length > 0) notes.push(this.#texts.without(without));
      if (repeated > 0) notes.push(this.#texts.repeated(repeated));
    }
    if (unreadable > 0) notes.push(this.#texts.unreadable(unreadable));
    if (this.#found.length > ROW_LIMIT) notes.push(this.#texts.limited(ROW_LIMIT));
    const state = notes.join(" ");
    // The beginning and the end are worth reading out, each page is not.
    this.state.setAttribute("aria-live", complete ? "polite" : "off");
    if (state !== this.state.textContent) this.state.textContent = state;
    this.#fill();
    this.#counted();
  }

  #ask(question) {
    this.#question = question.trim();
    this.#found = this.#book.find(this.#question);
    this.list.show(this.#found, false);
    this.#fill();
    this.#counted();
  }

  /** What stands in for rows where there are none, and on the button for all. */
  #fill() {
    const { sorted, complete } = this.#book;
    const nothing = this.#found.length === 0 && (complete || sorted.length > 0);
    this.empty.hidden = !nothing;
    this.list.element.hidden = nothing;
    this.empty.textContent = this.#question === "" ? this.#texts.empty : this.#texts.matches(0);
    this.all.textContent = this.#question === "" ? this.#texts.all(sorted.length) : this.#texts.found(this.#found.length);
    this.all.disabled = this.#found.length === 0;
  }

  #counted() {
    const { count, sorted, loaded, complete } = this.#book;
    this.none.disabled = count === 0;
    this.done.disabled = count === 0;
    this.done.textContent = this.#texts.action(this.#verb, count);
    this.list.refresh();
    const matches = this.#question === "" ? "" : `${this.#texts.matches(this.#found.length)}. `;
    // Before the first contacts are there, any number would be wrong.
    this.count.textContent = loaded > 0 || complete ? matches + this.#texts.count(count, sorted.length) : "";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.spoken.textContent = this.count.textContent;
    }, CALM);
  }

  #selectAll() {
    if (this.#question === "") this.#book.chooseAll(true);
    else this.#book.choose(this.#found, true);
  }

  #selectNone() {
    this.#book.chooseAll(false);
    // The button is off now and would swallow the focus.
    this.list.element.focus();
  }

  #goOn() {
    this.more.hidden = true;
    this.#search.focus();
    this.#book.load();
  }

  /** A letter typed in the list starts a search. */
  #type(text) {
    this.#search.focus();
    this.#search.value += text;
    this.#ask(this.#search.value);
  }

  #searchKey(event) {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      this.list.enter();
    } else if (event.key === "Escape" && this.#search.value !== "") {
      event.preventDefault();
      this.#search.value = "";
      this.#ask("");
    } else if (event.key === "Enter") {
      // In a form it would send the form.
      event.preventDefault();
    }
  }
}
