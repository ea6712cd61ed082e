// What the three pages of a room share: show what arrives, announce each phase, pass on presses.
import { h, lay, widths } from "./room-draw.js";
import { Link } from "./room-link.js";
import { AWAY, NOW, TITLES } from "./room-words.js";

/**
 * @typedef {object} Place
 * @property {string} base
 * @property {string} code
 * @property {string} address
 * @property {() => number} off how far this device's clock is off the server's, in milliseconds
 */

/** Say on every page of a rehearsal that it is one. @param {any} room */
function rehearsing(room) {
  if (!room.rehearsal) return null;
  const words = room.phase === "closed" ? "Nothing of it was kept." : "The carers are made up, and nothing of it is kept.";
  return h("p", { class: "card gate rehearsal", "data-key": "rehearsal" }, h("strong", {}, "This is a rehearsal. "), words);
}

/** @param {Element} box @returns {HTMLElement | null} */
const title = (box) => box.querySelector("h1");

/**
 * What had the focus is gone: give it to what took its place, or to the title.
 * @param {HTMLElement} held
 * @param {Element} box
 */
function refocus(held, box) {
  const next = document.getElementById(held.id) ?? document.getElementById(held.dataset.then ?? "") ?? title(box);
  next?.focus({ preventScroll: true });
}

/**
 * Run a page.
 * @param {(told: import("./room-link.js").Told, place: Place) => Node[]} draw
 * @param {(act: any, place: Place) => object | null} [prepare] turns a press into an act; null does nothing
 */
export function run(draw, prepare = (act) => act) {
  const box = /** @type {HTMLElement} */ (document.getElementById("room"));
  const said = /** @type {HTMLElement} */ (document.getElementById("said"));
  const line = /** @type {HTMLElement} */ (document.getElementById("line"));
  const { base = "", part = "", xsrf = "", code = "", address = "", start = "{}" } = box.dataset;
  let phase = "";
  /** @type {Link | null} */
  let link = null;
  const place = { base, code, address, off: () => link?.off ?? 0 };

  /** @param {import("./room-link.js").Told} told */
  const show = (told) => {
    const drawn = h("div", {}, rehearsing(told.room), ...draw(told, place));
    for (const mark of box.getAttributeNames()) drawn.setAttribute(mark, box.getAttribute(mark) ?? "");
    const held = document.activeElement;
    const within = held instanceof HTMLElement && box.contains(held);
    lay(box, drawn);
    widths(box);
    const now = `${told.room.phase} ${told.room.step}`;
    const first = phase === "";
    const moved = now !== phase;
    phase = now;
    if (within && !held.isConnected) refocus(held, box);
    if (moved && !first) {
      const silent = part !== "carer" || (told.room.rehearsal && told.room.phase === "closed");
      const next = silent ? "" : NOW[told.room.phase];
      // Who uses a keyboard is brought to the title, which is then read out; it is said once only.
      if (part === "carer" && within) title(box)?.focus({ preventScroll: true });
      const heard = document.activeElement === title(box);
      said.textContent = heard ? next : `${TITLES[told.room.phase]}. ${next}`.trim();
      window.scrollTo({ top: 0 });
    }
    line.textContent = told.refused ?? "";
  };

  box.addEventListener("click", (press) => {
    const pressed = press.target instanceof Element ? press.target.closest("[data-act]") : null;
    // The second half of a double press would land in the next moment, under the same finger.
    if (!pressed || press.detail > 1) return;
    const act = prepare(JSON.parse(pressed.getAttribute("data-act") ?? "null"), place);
    if (act) link?.act(act);
  });

  box.addEventListener("keydown", (key) => {
    if (key.repeat && key.target instanceof HTMLElement && key.target.dataset.act) key.preventDefault();
  });

  link = new Link({ base, part, xsrf, start: JSON.parse(start) }, show, (state) => {
    if (state === "away") line.textContent = AWAY;
    else if (line.textContent === AWAY) line.textContent = "";
  });
}
