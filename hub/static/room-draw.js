// Drawing: plain elements are made anew and laid over those on the page, so that a press,
// a focus and a half-written line survive whatever arrives meanwhile. Text is always text.

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * Make an element.
 * @param {string} name
 * @param {Record<string, string | number | boolean | null | undefined>} [marks] its attributes
 * @param {...(Child | Child[])} children
 */
export function h(name, marks = {}, ...children) {
  const made = document.createElement(name);
  for (const [mark, value] of Object.entries(marks)) {
    if (value === null || value === undefined || value === false) continue;
    made.setAttribute(mark, value === true ? "" : String(value));
  }
  for (const child of children.flat()) {
    if (child) made.append(child);
  }
  return made;
}

/**
 * A button that does something in the room.
 * @param {string} words
 * @param {object} act
 * @param {Record<string, string | number | boolean | null | undefined>} [marks]
 * @param {...Child} more
 */
export function button(words, act, marks = {}, ...more) {
  return h("button", { type: "button", "data-act": JSON.stringify(act), ...marks }, words, ...more);
}

/**
 * Make what is on the page the same as what was drawn, touching only what differs.
 * @param {Element} there
 * @param {Element} drawn
 */
export function lay(there, drawn) {
  for (const mark of there.getAttributeNames()) {
    // Widths are set by script, and a person opens details: neither is drawn.
    if (!drawn.hasAttribute(mark) && mark !== "style" && mark !== "open") there.removeAttribute(mark);
  }
  for (const mark of drawn.getAttributeNames()) {
    const value = drawn.getAttribute(mark) ?? "";
    if (there.getAttribute(mark) !== value) there.setAttribute(mark, value);
  }
  const old = [...there.childNodes];
  const fresh = [...drawn.childNodes];
  fresh.forEach((node, place) => {
    const before = old[place];
    if (!before) there.append(node);
    else if (same(before, node)) {
      if (node instanceof Element) lay(/** @type {Element} */ (before), node);
      else if (before.nodeValue !== node.nodeValue) before.nodeValue = node.nodeValue;
    } else before.replaceWith(node);
  });
  old.slice(fresh.length).forEach((node) => node.remove());
}

/**
 * Whether one node can become the other. A `data-key` tells things of different moments apart.
 * @param {Node} one
 * @param {Node} two
 */
function same(one, two) {
  if (one.nodeName !== two.nodeName) return false;
  if (!(one instanceof Element) || !(two instanceof Element)) return true;
  return one.getAttribute("data-key") === two.getAttribute("data-key") && one.id === two.id;
}

/**
 * Set the widths of bars: style attributes are not let in by the page's policy, this is.
 * @param {Element} within
 */
export function widths(within) {
  for (const bar of within.querySelectorAll("[data-width]")) {
    /** @type {HTMLElement} */ (bar).style.width = `${bar.getAttribute("data-width")}%`;
  }
}

/** @param {string} text paragraphs with a blank line between them */
export function paragraphs(text) {
  return text.split(/\n\s*\n/).map((part) => h("p", {}, part));
}

/** An address as people type it. @param {string} address */
export const shortly = (address) => address.replace(/^https?:\/\//, "");

/** @param {number} degrees 0 to 10 */
export function heat(degrees) {
  return h(
    "p",
    { class: "heat" },
    h("span", {}, `Thermometer: ${degrees} of 10`),
    h("i", { "aria-hidden": "true" }, h("b", { "data-width": degrees * 10 })),
  );
}

/**
 * The scene, to read.
 * @param {any} room
 */
export function scene(room) {
  return h(
    "section",
    { class: "card story", "data-key": room.scene.name, "aria-label": "The scene" },
    room.before &&
      h("div", { class: "own" }, h("p", {}, `You said: ${room.before.said}`), h("p", {}, room.before.feedback)),
    ...paragraphs(room.scene.text),
    heat(room.scene.temperature),
  );
}

/**
 * How the votes fell: once, or twice with the shift.
 * @param {any} room
 * @param {any} [own]
 */
export function split(room, own = {}) {
  const few = room.second ? !room.second.votes && !room.first.votes : !room.first.votes;
  if (few) {
    return h(
      "p",
      { class: "card note" },
      `Fewer than ${room.first.fewest} voted, so how the votes fell stays hidden. Tell each other as much as you like.`,
    );
  }
  const rows = Object.entries(room.choices).map(([name, text]) =>
    h(
      "li",
      {},
      h("p", {}, String(text)),
      room.first.votes && bar(room.second ? "First" : "", room.first, name, Boolean(room.second)),
      room.second && room.second.votes && bar("Then", room.second, name, false),
      own.vote === name && h("span", { class: "mine" }, room.second && own.again !== name ? "You chose this first" : "You chose this"),
      room.second && own.again === name && own.vote !== name && h("span", { class: "mine" }, "You chose this the second time"),
    ),
  );
  return h("div", {}, h("ul", { class: "split" }, ...rows), changed(room));
}

/**
 * @param {string} label
 * @param {any} vote
 * @param {string} name
 * @param {boolean} earlier
 */
function bar(label, vote, name, earlier) {
  return share(vote.votes[name] ?? 0, vote.voted, label, earlier);
}

/**
 * A part of all who voted, in numbers and as a bar.
 * @param {number} count
 * @param {number} voted
 * @param {string} [label]
 * @param {boolean} [earlier] the first of two votes, drawn paler
 */
export function share(count, voted, label = "", earlier = false) {
  return h(
    "div",
    { class: earlier ? "bar-of first" : "bar-of" },
    h("span", {}, `${label ? `${label}: ` : ""}${count} of ${voted}`),
    h("i", { "aria-hidden": "true" }, h("b", { "data-width": Math.round((100 * count) / voted) })),
  );
}

/** @param {any} room */
function changed(room) {
  if (typeof room.changed !== "number") return null;
  const words =
    room.changed === 0
      ? "Nobody chose differently the second time."
      : `${room.changed} ${room.changed === 1 ? "person" : "people"} chose differently the second time.`;
  return h("p", { class: "big" }, words);
}

/**
 * The time that is left for talking, kept by the server's clock.
 * @param {number | null} until
 * @param {number} off
 */
export function timer(until, off) {
  if (!until) return null;
  return h("p", { class: "timer", role: "timer", "data-until": until * 1000 - off }, left(until * 1000 - off));
}

/** @param {number} ends */
function left(ends) {
  const seconds = Math.max(0, Math.round((ends - Date.now()) / 1000));
  return seconds ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : "Time to come back together";
}

setInterval(() => {
  for (const box of document.querySelectorAll("[data-until]")) {
    box.textContent = left(Number(box.getAttribute("data-until")));
  }
}, 1000);
