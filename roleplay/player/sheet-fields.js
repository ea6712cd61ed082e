/** The simple parts of a sheet: words to read, boxes, one of a few, some of a few. */
import { h, newId, paragraphs } from "./build.js";
import { shownOf } from "./sheet-kept.js";
import { textBox } from "./text-box.js";
import { SHEET } from "./words-tool-sheet.js";
/** @import {SheetHand, SheetPart, SheetShown} from "./types.js" */

/** @param {SheetPart} part @returns {SheetShown} */
export function sheetSay({ title, text = "", steps = [] }) {
  const made = h(
    "div",
    { class: "cf-note" },
    title && h("h4", { class: "cf-heading" }, title),
    ...paragraphs(text),
    steps.length > 0 && h("ol", { class: "cf-steps-list" }, ...steps.map((step) => h("li", {}, step))),
  );
  return { el: made, hear: () => {} };
}

/** @param {SheetPart} part @param {string} at @param {SheetHand} sheet */
export function sheetText(part, at, sheet) {
  const { label, help, rows } = part;
  const text = () => shownOf(part, sheet.kept(at)) || "";
  const made = textBox({ label, help, rows, text: text(), stays: SHEET.lookHere }, (words) => sheet.put(at, words));
  const hear = () => {
    if (made.box.value === text()) return;
    made.box.value = text();
    made.look(text());
  };
  return { el: made.whole, box: made.box, look: made.look, hear };
}

/** @param {SheetPart} part @param {string} at @param {SheetHand} sheet @returns {SheetShown} */
export function sheetOptions(part, at, sheet) {
  const { kind, label, help, options = {} } = part;
  const isMany = kind === "tick";
  const name = newId();
  /** @returns {string[]} also those that the sheet no longer has: they are kept */
  const picked = () => {
    const is = sheet.get(at);
    return Array.isArray(is) ? is : is ? [is] : [];
  };
  const boxes = Object.entries(options).map(([option, words]) => {
    const box = h("input", { type: isMany ? "checkbox" : "radio", name, value: option, onchange: () => pick(option, box.checked) });
    return { option, box, row: h("label", { class: "cf-tick" }, box, h("span", {}, words)) };
  });
  /** @param {string} option @param {boolean} is */
  const pick = (option, is) => sheet.put(at, isMany ? [...picked().filter((one) => one !== option), ...(is ? [option] : [])] : option);
  const hear = () => boxes.forEach(({ option, box }) => (box.checked = picked().includes(option)));
  hear();
  const el = h("fieldset", { class: "cf-options" }, h("legend", {}, label), help && h("p", { class: "cf-help" }, help), ...boxes.map(({ row }) => row));
  return { el, hear };
}
