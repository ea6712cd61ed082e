/** A drawing of the people in a list, in rings round the middle, with the same in words. It keeps nothing of its own. */
import { h, newId } from "./build.js";
import { entriesOf } from "./sheet-list.js";
import { MAP } from "./words-sheet-map.js";
/** @import {SheetHand, SheetPart, SheetShown} from "./types.js" */

const LONGEST = 12;
const LETTER = 8.4;
const LINE = 20;

/** The people of each ring by their names; "" has those without a ring. @param {SheetPart} part @param {SheetHand} sheet */
function peopleOf({ of = "", shows, by, rings = {} }, sheet) {
  /** @type {Record<string, string[]>} */
  const found = Object.fromEntries([...Object.keys(rings), ""].map((ring) => [ring, []]));
  for (const { id } of entriesOf(sheet.all(), of)) {
    const who = String(sheet.get(`${of}/${id}/${shows}`) || "").trim();
    const ring = sheet.get(`${of}/${id}/${by}`) || "";
    if (who) (found[ring] || found[""]).push(who);
  }
  return found;
}

/**
 * Find a place for each name in its ring, as far from the others as can be; what finds none is in the words alone.
 * @param {string[][]} rings the people, the nearest ring first @param {number} middle @param {number[]} radii the outermost first
 */
function placed(rings, middle, radii) {
  const titles = radii.slice(0, -1).map((radius) => ({ x: middle, y: middle - radius + 13, half: 40 }));
  const there = [{ x: middle, y: middle, half: radii[3] }, ...titles];
  return rings.flatMap((people, i) =>
    people.flatMap((who) => {
      const text = who.length > LONGEST ? `${who.slice(0, LONGEST - 1).trimEnd()}…` : who;
      const half = (text.length * LETTER) / 2 + 3;
      const far = (radii[2 - i] + radii[3 - i]) / 2;
      let best = { x: 0, y: 0, half, room: 0 };
      for (let turn = 0; turn < 48; turn += 1) {
        const angle = Math.PI * (0.5 + turn / 24);
        const y = middle + far * Math.sin(angle);
        const x = Math.max(half, Math.min(2 * middle - half, middle + far * Math.cos(angle)));
        const room = Math.min(...there.map((one) => Math.max(Math.abs(one.x - x) - one.half - half, Math.abs(one.y - y) - LINE)));
        if (room > best.room + 0.01) best = { x, y, half, room };
      }
      if (!best.room) return [];
      there.push(best);
      return [{ text, x: best.x, y: best.y }];
    }),
  );
}

/** @param {SheetPart} part @param {string} at @param {SheetHand} sheet @returns {SheetShown} */
export function sheetMap(part, at, sheet) {
  const { label, help, drawn, middle, rings = {} } = part;
  const id = newId();
  /** @param {SVGElement} into @param {string} tag @param {Record<string, any>} attributes @param {string} [text] */
  const draw = (into, tag, attributes, text = "") => {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, String(value));
    shape.textContent = text;
    into.append(shape);
    return shape;
  };
  /** @type {{middle: number, rings: number[], box: string}} */
  const { middle: centre, rings: radii, box } = /** @type {any} */ (drawn);
  /** Put the people into a drawing. @param {Element | null | undefined} group */
  const people = (group) => {
    const found = peopleOf(part, sheet);
    const names = placed(Object.keys(rings).map((ring) => found[ring]), centre, radii);
    group?.replaceChildren();
    if (group instanceof SVGElement) for (const { text, x, y } of names) draw(group, "text", { x, y: y + 5 }, text);
    return found;
  };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({ viewBox: box, class: "cf-rings", "aria-hidden": "true" })) svg.setAttribute(name, value);
  radii.forEach((r, i) => draw(svg, "circle", { cx: centre, cy: centre, r, class: `cf-ring-${i}` }));
  draw(svg, "text", { x: centre, y: centre + 6, class: "cf-ring-middle" }, middle);
  Object.values(rings).forEach((title, i) => draw(svg, "text", { x: centre, y: centre - radii[2 - i] + 18, class: "cf-ring-title" }, title));
  const group = draw(svg, "g", {});
  const words = h("ul", { class: "cf-rings-words", "aria-labelledby": id });
  let shown = "";
  const hear = () => {
    const found = peopleOf(part, sheet);
    const now = JSON.stringify(found);
    if (now === shown) return;
    shown = now;
    people(group);
    const rows = Object.entries(rings).map(([ring, title]) => [title, found[ring].join(", ") || MAP.nobody]);
    if (found[""].length) rows.push([MAP.noRing, found[""].join(", ")]);
    words.replaceChildren(...rows.map(([title, who]) => h("li", {}, h("strong", {}, `${title}: `), who)));
  };
  /** @param {Element} form */
  const onPaper = (form) => {
    const list = form.querySelector(`[data-map="${at}"]`);
    const found = people(list?.parentElement?.querySelector("svg g"));
    for (const row of list?.querySelectorAll("[data-ring]") || []) {
      const own = row.querySelector("span");
      if (own) own.textContent = found[row.getAttribute("data-ring") || ""].join(", ");
    }
  };
  hear();
  const el = h("div", { class: "cf-field" }, h("h4", { class: "cf-heading", id }, label), help && h("p", { class: "cf-help" }, help), svg, words);
  return { el, hear, onPaper };
}
