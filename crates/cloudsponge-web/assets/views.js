// What is shown before the address book: the choice of a provider, the wait, the failures.

import { button, h } from "./dom.js";

/** A heading that takes the focus when its view replaces another, so that the next key press starts there. */
export function heading(text) {
  return h("h2", { class: "heading", tabindex: "-1", dir: "auto" }, text);
}

/** A bar: full to `done` of `total`, or only lively while the total is not known. */
export function bar(label) {
  const element = h("progress", { class: "bar", "aria-label": label });
  const set = (done, total) => {
    if (total > 0) {
      element.max = total;
      element.value = Math.min(done, total);
    } else element.removeAttribute("value");
  };
  return { element, set };
}

/** While the server is asked what there is. */
export function loading(texts) {
  return h("div", { class: "view wait" }, bar(texts.loading).element, h("p", { class: "hint" }, texts.loading));
}

/** The providers. `onPick(provider)` is called in the click itself. */
export function providers(texts, list, onPick) {
  const item = (provider, index) => {
    const mark = h("span", { class: `mark hue-${index % 8}`, "aria-hidden": "true" }, mono(provider.name));
    const note = provider.upload ? h("span", { class: "note" }, texts.upload(provider.upload)) : null;
    const label = h("span", { class: "text" }, h("bdi", { class: "name" }, provider.name), note);
    const attributes = { "data-service": provider.code };
    const control = button("", () => onPick(provider), "provider", attributes);
    control.append(mark, label);
    return h("li", {}, control);
  };
  const body =
    list.length === 0
      ? h("p", { class: "notice", role: "alert" }, texts.noProviders)
      : h("ul", { class: "providers", role: "list" }, ...list.map(item));
  return h("div", { class: "view" }, heading(texts.choose), h("p", { class: "hint" }, texts.chooseHint), body);
}

/**
 * The wait for the person and for the service. `notice` and `actions` change with the state; `bar.set` and `count`
 * with the progress.
 */
export function waiting(title, hint) {
  const progress = bar(title);
  const count = h("p", { class: "hint" }, hint);
  const notice = h("p", { class: "notice", role: "status", hidden: true });
  const actions = h("div", { class: "actions" });
  const element = h("div", { class: "view wait" }, heading(title), progress.element, count, notice, actions);
  return {
    element,
    count,
    bar: progress,
    tell(text) {
      notice.hidden = text === "";
      notice.textContent = text;
    },
    offer(...controls) {
      const focused = element.getRootNode().activeElement;
      const lost = focused && actions.contains(focused);
      actions.replaceChildren(...controls.filter(Boolean));
      if (lost) actions.querySelector("button, a")?.focus();
    },
  };
}

/** Why it did not work, and the ways on. */
export function failure(title, text, detail, ...actions) {
  return h(
    "div",
    { class: "view fail" },
    heading(title),
    h("p", { class: "notice bad", role: "alert" }, text),
    detail ? h("p", { class: "hint" }, detail) : null,
    h("div", { class: "actions" }, ...actions.filter(Boolean)),
  );
}

/** How many were picked. */
export function done(texts, count, onChange) {
  return h(
    "div",
    { class: "view" },
    h("div", { class: "picked" }, heading(texts.chosen(count)), button(texts.change, onChange)),
  );
}

function mono(name) {
  return String.fromCodePoint((name || "?").codePointAt(0)).toLocaleUpperCase();
}
