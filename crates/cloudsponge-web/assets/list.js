// A list box that holds any number of contacts and draws only those in sight.

import { h, hue, initials } from "./dom.js";

/** Rows drawn above and below those in sight. */
const MARGIN = 6;
/** Rows shown at most: browsers cannot lay out boxes of any height. Search finds the rest. */
export const ROW_LIMIT = 200_000;

/** Shows places of a book and lets the person choose among them, by pointer and by keyboard. */
export class List {
  #book;
  #texts;
  #places = [];
  #active = -1;
  #anchor = -1;
  #rows = new Map();
  #height = 0;
  #drawing = 0;
  #touched = false;

  /** `onType(text)` is called when the person types a letter: it belongs in the search field. */
  constructor(book, texts, { onType }) {
    this.#book = book;
    this.#texts = texts;
    this.inner = h("div", { class: "rows", role: "presentation" });
    this.element = h(
      "div",
      {
        class: "list",
        role: "listbox",
        tabindex: "0",
        "aria-multiselectable": "true",
        "aria-label": texts.contacts,
        onscroll: () => this.#draw(),
        onkeydown: (event) => this.#key(event, onType),
        onclick: (event) => this.#click(event),
        onpointerenter: () => { this.#touched = true; },
        onfocus: () => this.#focused(),
      },
      this.inner,
    );
    this.#resized = new ResizeObserver(() => {
      this.#height = 0;
      this.#draw();
    });
    this.#resized.observe(this.element);
  }

  #resized;

  /** Shows these places. `keep` keeps what is in sight where it is, as more contacts arrive. */
  show(places, keep) {
    const activePlace = this.#places[this.#active];
    const top = Math.floor(this.element.scrollTop / this.#rowHeight());
    const topPlace = this.#places[top];
    const offset = this.element.scrollTop - top * this.#rowHeight();
    this.#places = places.length > ROW_LIMIT ? places.slice(0, ROW_LIMIT) : places;
    this.#active = keep && activePlace !== undefined ? this.#places.indexOf(activePlace) : -1;
    this.#anchor = -1;
    this.inner.style.height = `${this.#places.length * this.#rowHeight()}px`;
    if (!keep) this.element.scrollTop = 0;
    else if (this.#touched && topPlace !== undefined) {
      this.element.scrollTop = this.#places.indexOf(topPlace) * this.#rowHeight() + offset;
    }
    this.#draw();
  }

  /** Draws what has changed in the rows in sight. */
  refresh() {
    this.#draw();
  }

  /** Goes to the first row. */
  enter() {
    this.element.focus();
    if (this.#places.length > 0) this.#go(Math.max(0, this.#active));
  }

  stop() {
    this.#resized.disconnect();
    cancelAnimationFrame(this.#drawing);
  }

  /** The height of a row, from the style sheet; it follows the size of the reader's font. */
  #rowHeight() {
    if (this.#height === 0) {
      const probe = h("div", { class: "row" });
      this.inner.append(probe);
      this.#height = probe.offsetHeight || 60;
      probe.remove();
      this.inner.style.height = `${this.#places.length * this.#height}px`;
    }
    return this.#height;
  }

  #draw() {
    cancelAnimationFrame(this.#drawing);
    this.#drawing = requestAnimationFrame(() => this.#drawNow());
  }

  #drawNow() {
    const height = this.#rowHeight();
    const first = Math.max(0, Math.floor(this.element.scrollTop / height) - MARGIN);
    const seen = Math.ceil(this.element.clientHeight / height) + 2 * MARGIN;
    const last = Math.min(this.#places.length, first + seen);
    const spare = [];
    for (const [index, row] of this.#rows) {
      if (index < first || index >= last) {
        spare.push(row);
        this.#rows.delete(index);
      }
    }
    for (let index = first; index < last; index += 1) {
      let row = this.#rows.get(index);
      if (!row) {
        row = spare.pop() ?? new Row();
        this.#rows.set(index, row);
        row.element.style.transform = `translateY(${index * height}px)`;
        if (!row.element.isConnected) this.inner.append(row.element);
      }
      const place = this.#places[index];
      row.show(this.#book.contacts[place], index, this.#places.length, this.#texts);
      row.mark(this.#book.isChosen(place), index === this.#active);
    }
    for (const row of spare) row.element.remove();
    const active = this.#rows.get(this.#active);
    if (active) this.element.setAttribute("aria-activedescendant", active.element.id);
    else this.element.removeAttribute("aria-activedescendant");
  }

  #focused() {
    if (this.#active < 0 && this.#places.length > 0) {
      this.#active = Math.ceil(this.element.scrollTop / this.#rowHeight());
      this.#draw();
    }
  }

  /** Makes a row the active one and brings it into sight. */
  #go(index) {
    const height = this.#rowHeight();
    this.#active = Math.max(0, Math.min(index, this.#places.length - 1));
    this.#touched = true;
    const top = this.#active * height;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + height > scrollTop + clientHeight) this.element.scrollTop = top + height - clientHeight;
    // The page too: what sticks to its edge must not cover the row.
    this.element.scrollIntoView({ block: "nearest" });
    // At once: a screen reader asks for the active row as soon as the key is handled.
    this.#drawNow();
  }

  #toggle(index) {
    const place = this.#places[index];
    if (place === undefined) return;
    this.#book.choose([place], !this.#book.isChosen(place));
    this.#anchor = index;
  }

  /** Makes everything between the row chosen last and this one as that one is. */
  #extend(index) {
    const from = this.#anchor < 0 ? index : this.#anchor;
    const chosen = this.#anchor < 0 || this.#book.isChosen(this.#places[from]);
    this.#book.choose(this.#places.slice(Math.min(from, index), Math.max(from, index) + 1), chosen);
    this.#anchor = index;
  }

  #click(event) {
    const element = event.target.closest("[role=option]");
    const found = [...this.#rows].find(([, row]) => row.element === element);
    if (!found) return;
    const [index] = found;
    this.#active = index;
    if (event.shiftKey) this.#extend(index);
    else this.#toggle(index);
    this.#draw();
  }

  #key(event, onType) {
    const { key, shiftKey } = event;
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#rowHeight()) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const command = event.ctrlKey || event.metaKey;
    if (command && key.toLowerCase() === "a") {
      const every = this.#places.every((place) => this.#book.isChosen(place));
      this.#book.choose(this.#places, !every);
    } else if (command || event.altKey) return;
    else if (key in steps) {
      const from = this.#active;
      const clamped = Math.max(-this.#places.length, Math.min(steps[key], this.#places.length));
      if (shiftKey && this.#anchor < 0) this.#anchor = Math.max(0, from);
      this.#go(from < 0 ? 0 : from + clamped);
      if (shiftKey) this.#extend(this.#active);
    } else if (key === " " || key === "Enter") this.#toggle(this.#active);
    else if ([...key].length === 1) {
      onType(key);
    } else return;
    event.preventDefault();
  }
}

let rows = 0;

/** One drawn row. It is used again for other contacts as the list scrolls. */
class Row {
  #contact = null;
  #position = "";

  constructor() {
    rows += 1;
    this.letters = h("span", { class: "letters" });
    this.avatar = h("span", { class: "avatar", "aria-hidden": "true" }, this.letters);
    this.name = h("bdi", { class: "name", dir: "auto" });
    this.address = h("bdi", { class: "address", dir: "auto" });
    this.text = h("span", { class: "text" }, this.name, this.address);
    this.tick = h("span", { class: "tick", "aria-hidden": "true" });
    this.element = h("div", { class: "row", role: "option", id: `contact-row-${rows}` }, this.avatar, this.text, this.tick);
  }

  show(contact, index, size, texts) {
    const position = `${index}/${size}`;
    if (position !== this.#position) {
      this.#position = position;
      this.element.setAttribute("aria-posinset", String(index + 1));
      this.element.setAttribute("aria-setsize", String(size));
    }
    if (contact === this.#contact) return;
    this.#contact = contact;
    const name = contact.name?.trim() || contact.email || texts.nameless;
    const detail = contact.email && contact.email !== name ? contact.email : contact.organization;
    this.name.textContent = name;
    this.address.textContent = (contact.email ? detail : texts.addressless) ?? "";
    this.avatar.className = `avatar hue-${hue(contact.email ?? name)}`;
    this.letters.textContent = initials(name);
    this.avatar.replaceChildren(this.letters, ...picture(contact.photo));
  }

  mark(chosen, active) {
    this.element.setAttribute("aria-selected", String(chosen));
    this.element.classList.toggle("active", active);
  }
}

/** A picture over the initials. The server leaves those out that would tell another host who looks at whom. */
function picture(photo) {
  if (typeof photo !== "string" || !/^(https:|data:image\/)/.test(photo)) return [];
  const attributes = { src: photo, alt: "", loading: "lazy", decoding: "async", referrerpolicy: "no-referrer" };
  return [h("img", { ...attributes, onerror: (event) => event.target.remove() })];
}
