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
    lay(box, drawn);
    widths(box);
    if (held?.id && !held.isConnected) document.getElementById(held.id)?.focus({ preventScroll: true });
    const now = `${told.room.phase} ${told.room.step}`;
    if (now !== phase) {
      const first = phase === "";
      phase = now;
      if (!first) {
        said.textContent = part === "carer" && !(told.room.rehearsal && told.room.phase === "closed") ? `${TITLES[told.room.phase]}. ${NOW[told.room.phase]}` : TITLES[told.room.phase];
        if (document.activeElement === document.body && held !== document.body) box.querySelector("h1")?.focus({ preventScroll: true });
        window.scrollTo({ top: 0 });
      }
    }
    line.textContent = told.refused ?? "";
  };

  box.addEventListener("click", (press) => {
    const pressed = press.target instanceof Element ? press.target.closest("[data-act]") : null;
    if (!pressed) return;
    const act = prepare(JSON.parse(pressed.getAttribute("data-act") ?? "null"), place);
    if (act) link?.act(act);
  });

  link = new Link({ base, part, xsrf, start: JSON.parse(start) }, show, (state) => {
    if (state === "away") line.textContent = AWAY;
    else if (line.textContent === AWAY) line.textContent = "";
  });
}
