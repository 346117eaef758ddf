// Builds elements. Strings only ever become text nodes, so nothing a contact is called can become markup.

/**
 * An element with attributes, listeners (`onclick: handler`) and children (elements, strings; null is skipped).
 * An attribute whose value is null or false is left out; true gives an empty one.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A button; `kind` is one of primary, plain and quiet. */
export function button(label, onclick, kind = "plain", attributes = {}) {
  return h("button", { type: "button", class: `button ${kind}`, onclick, ...attributes }, label);
}

/** One or two characters that stand for a name where there is no picture. */
export function initials(name) {
  const words = name.normalize("NFC").split(/[\s@._+-]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = (word) => {
    const point = String.fromCodePoint(word.codePointAt(0)).toLocaleUpperCase();
    return point.length > 2 ? point.slice(0, 1) : point;
  };
  if (words.length === 0) return "?";
  const last = words[words.length - 1];
  // Arabic and Hebrew letters would join or swap places: one is enough.
  const pair = words.length > 1 && /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u.test(words[0]);
  return pair ? first(words[0]) + first(last) : first(words[0]);
}

/** A number from 0 to 7 that is the same for the same text: the colour of its initials. */
export function hue(text) {
  let hash = 7;
  for (let index = 0; index < text.length; index += 1) hash = (hash * 31 + text.charCodeAt(index)) >>> 0;
  return hash % 8;
}
