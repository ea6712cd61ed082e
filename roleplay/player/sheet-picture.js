/** A drawing with areas: a tap on one opens its words and its boxes; some drawings fill as they are written in. */
import { h } from "./build.js";
import { sheetText } from "./sheet-fields.js";
/** @import {SheetHand, SheetPart, SheetShown} from "./types.js" */

/** How much of an area is written in, 0 to 1. @param {Record<string, SheetPart>} asks @param {(key: string) => any} get */
export function filledOf(asks, get) {
  const keys = Object.keys(asks);
  return keys.filter((key) => String(get(key) || "").trim()).length / keys.length;
}

/** Draw the fill of an area, from the middle out. @param {number[]} middle @param {number} filled */
export const fillFrom = ([x, y], filled) => `translate(${x} ${y}) scale(${filled ? 0.35 + 0.65 * filled : 0}) translate(${-x} ${-y})`;

/** @param {SheetPart} part @param {string} at @param {SheetHand} sheet @returns {SheetShown} */
export function sheetPicture(part, at, sheet) {
  const { label, help, drawn, areas = {} } = part;
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", drawn?.box || "");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "cf-drawing");
  /** @param {Element} into @param {string} tag @param {Record<string, string | number>} attributes */
  const draw = (into, tag, attributes) => {
    const shape = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, String(value));
    into.append(shape);
    return shape;
  };
  const made = Object.entries(areas).map(([name, area], i) => {
    const shape = drawn?.areas[i] || { d: "", x: 0, y: 0, tone: "" };
    const group = draw(svg, "g", { class: `cf-area cf-tone-${shape.tone}` });
    draw(group, "path", { d: shape.d });
    const fill = drawn?.fills ? draw(group, "path", { class: "cf-area-fill", d: shape.d }) : null;
    const words = shape.at ? [area.title] : area.title.split(/ (?=\S+$)/);
    words.reverse().forEach((text, line) => (draw(group, "text", { x: shape.x, y: shape.y - 18 * line, "text-anchor": shape.at || "middle" }).textContent = text));
    const boxes = Object.entries(area.asks).map(([key, asked]) => sheetText(asked, `${at}/${name}/${key}`, { ...sheet, put: (key, is) => {
      sheet.put(key, is);
      look();
    } }));
    const summary = h("summary", {}, h("span", {}, area.title));
    const fold = h(
      "details",
      { class: "cf-fold", ontoggle: () => group.classList.toggle("is-open", fold.open) },
      summary,
      h("p", {}, area.about),
      ...area.says.map(({ title, text }) => h("p", {}, h("strong", {}, `${title}: `), text)),
      ...boxes.map(({ el }) => el),
    );
    group.addEventListener("click", () => {
      for (const one of made) one.fold.open = one.fold === fold;
      summary.focus({ preventScroll: true });
      fold.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    });
    const look = () => {
      const filled = filledOf(area.asks, (key) => sheet.get(`${at}/${name}/${key}`));
      group.dataset.filled = filled ? (filled < 1 ? "part" : "full") : "none";
      fill?.setAttribute("transform", fillFrom(drawn?.middle || [0, 0], filled));
    };
    look();
    return { fold, hear: () => (boxes.forEach((box) => box.hear()), look()) };
  });
  for (const d of drawn?.lines || []) draw(svg, "path", { class: "cf-area-way", d });
  const el = h("div", { class: "cf-field cf-drawn" }, h("h4", { class: "cf-heading" }, label), help && h("p", { class: "cf-help" }, help), svg, ...made.map(({ fold }) => fold));
  return { el, hear: () => made.forEach(({ hear }) => hear()) };
}
