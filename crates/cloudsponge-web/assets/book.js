// The contacts of one import: loads them page by page, keeps them sorted, finds them, remembers which are chosen.

import { CallError } from "./api.js";

/** Contacts in a page. */
const PAGE = 1000;
/** Pages asked for at once. */
const AT_ONCE = 2;
/** Attempts at a page before the person is asked. */
const ATTEMPTS = 5;

const LETTERS = { ß: "ss", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ħ: "h" };

/** Text as it is compared: without accents, in lower case. */
export function fold(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return /[^\0-\x7f]/.test(plain) ? plain.replace(/[ßøłđðþæœıħ]/g, (letter) => LETTERS[letter]) : plain;
}

/** What names are sorted by: signs before them do not count, and names of signs only come last. */
function sortKey(name) {
  return fold(name).replace(/^[^\p{L}\p{N}]+/u, "") || `\uffff${name}`;
}

/** A growing address book. Dispatches `change` when contacts arrived and `trouble` when loading needs another go. */
export class Book extends EventTarget {
  /** By place of arrival: contacts, and what is searched and sorted by. */
  contacts = [];
  owner = null;
  /** How many the service says there are. */
  total = 0;
  loaded = 0;
  complete = false;
  /** Places of those with an address, in the order of names. */
  sorted = [];
  /** How many were left out, having no address. */
  without = 0;
  /** How many are left out because the same name and address were there already. */
  repeated = 0;
  #known = new Set();
  /** How many the server could not read. */
  unreadable = 0;
  #keys = [];
  #hay = [];
  #all = false;
  #marked = new Set();
  /** Marks taken up again whose contacts are not there yet. */
  #awaited = new Set();
  #stop = new AbortController();
  #next = 0;

  constructor(api, handle, { total = 0, withoutAddress = false } = {}) {
    super();
    this.api = api;
    this.handle = handle;
    this.total = total;
    this.withoutAddress = withoutAddress;
  }

  /** Loads all pages; resolves when done, or when it gave up and dispatched `trouble`. Call it again to go on. */
  async load() {
    try {
      if (this.#next === 0) await this.#page();
      while (!this.complete && this.#next < this.total) {
        const pages = Array.from({ length: AT_ONCE }, () => (this.#next < this.total ? this.#page() : null));
        await Promise.all(pages);
      }
      this.complete = true;
      this.dispatchEvent(new Event("change"));
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#next = this.#firstGap();
      this.dispatchEvent(Object.assign(new Event("trouble"), { error }));
    }
  }

  /** Ends loading. */
  stop() {
    this.#stop.abort();
  }

  /** One page; in several answers if the server gives less than was asked for. */
  async #page() {
    let start = this.#next;
    const end = start + PAGE;
    this.#next = end;
    for (let attempt = 1; ; ) {
      if (this.contacts[start] !== undefined) start += 1;
      else {
        try {
          const page = await this.api.contacts(this.handle, start, end - start, this.#stop.signal);
          this.#take(start, page);
          start += page.contacts.length;
          if (page.contacts.length > 0 || page.complete) attempt = 1;
          else if ((attempt += 1) > ATTEMPTS) throw new CallError("unavailable");
          if (page.contacts.length === 0 && page.complete) return;
        } catch (error) {
          const again = ["network", "unavailable"].includes(error.reason) && attempt < ATTEMPTS;
          if (this.#stop.signal.aborted || !again) throw error;
          attempt += 1;
        }
        if (attempt > 1) await new Promise((resolve) => setTimeout(resolve, 300 * 2 ** attempt));
        if (this.#stop.signal.aborted) throw new CallError("cancelled");
      }
      if (start >= Math.min(end, this.total)) return;
    }
  }

  #take(start, page) {
    this.owner ??= page.owner ?? null;
    this.total = page.total;
    this.unreadable = page.unreadable ?? 0;
    const arrived = [];
    page.contacts.forEach((contact, index) => {
      const place = start + index;
      if (this.contacts[place] !== undefined) return;
      this.contacts[place] = contact;
      this.loaded += 1;
      const name = contact.name?.trim() || contact.email || "";
      this.#keys[place] = sortKey(name);
      this.#hay[place] = fold([name, ...(contact.emails ?? []), contact.organization ?? ""].join("\n"));
      const same = `${contact.email?.toLowerCase() ?? `#${place}`}\n${name}`;
      if (!contact.email && !this.withoutAddress) this.without += 1;
      else if (this.#known.has(same)) this.repeated += 1;
      else {
        this.#known.add(same);
        this.#awaited.delete(place);
        arrived.push(place);
      }
    });
    this.sorted = this.#merge(this.sorted, arrived.sort((a, b) => this.#compare(a, b)));
    if (page.complete) this.complete = this.loaded >= this.total;
    this.dispatchEvent(new Event("change"));
  }

  #firstGap() {
    let start = 0;
    while (start < this.total && this.contacts[start] !== undefined) start += PAGE;
    return start;
  }

  #compare(a, b) {
    const left = this.#keys[a];
    const right = this.#keys[b];
    if (left === right) return a - b;
    return left < right ? -1 : 1;
  }

  #merge(left, right) {
    const merged = new Array(left.length + right.length);
    let i = 0;
    let j = 0;
    for (let k = 0; k < merged.length; k += 1) {
      const fromLeft = j >= right.length || (i < left.length && this.#compare(left[i], right[j]) <= 0);
      merged[k] = fromLeft ? left[i++] : right[j++];
    }
    return merged;
  }

  /** Places of the contacts that hold every word of the question, in the order of names. */
  find(question) {
    const words = fold(question).split(/\s+/u).filter(Boolean);
    if (words.length === 0) return this.sorted;
    return this.sorted.filter((place) => words.every((word) => this.#hay[place].includes(word)));
  }

  isChosen(place) {
    return this.#all !== this.#marked.has(place);
  }

  choose(places, chosen) {
    for (const place of places) {
      if (chosen === this.#all) this.#marked.delete(place);
      else this.#marked.add(place);
    }
    this.dispatchEvent(new Event("choice"));
  }

  /** All or none, of those still to come too. */
  chooseAll(chosen) {
    this.#all = chosen;
    this.#marked.clear();
    this.#awaited.clear();
    this.dispatchEvent(new Event("choice"));
  }

  /** How many are chosen, of those that can be and are there. */
  get count() {
    const marked = this.#marked.size - this.#awaited.size;
    return this.#all ? this.sorted.length - marked : marked;
  }

  /** The chosen contacts, in the order of names. */
  get chosen() {
    return this.sorted.filter((place) => this.isChosen(place)).map((place) => this.contacts[place]);
  }

  /** The choice in a form that can be kept: places only, nothing about anybody. Null if it is too long to keep. */
  get choice() {
    return this.#marked.size <= 5000 ? { all: this.#all, marked: [...this.#marked] } : null;
  }

  /** Takes a kept choice up again. */
  set choice(choice) {
    this.#all = choice.all === true;
    this.#marked = new Set(choice.marked.filter((place) => Number.isInteger(place) && place >= 0));
    this.#awaited = new Set(this.#marked);
    this.dispatchEvent(new Event("choice"));
  }
}
