/** A sentence put together from pieces: a tap joins one on, the box is free to change, hints look at the words. */
import { button, h, say, status } from "./build.js";
import { sheetText } from "./sheet-fields.js";
import { SHEET } from "./words-tool-sheet.js";
/** @import {SheetHand, SheetPart, SheetShown} from "./types.js" */

/** Join a piece on: with a space, and a capital letter where a sentence begins. @param {string} text @param {string} piece */
export function joined(text, piece) {
  const before = text.trimEnd();
  const begins = !before || /[.?!]["”’']?$/.test(before);
  const words = begins ? piece.charAt(0).toUpperCase() + piece.slice(1) : piece;
  const full = before && !begins && /^\p{Lu}[^ ]* .*[.?!]$/u.test(words) ? "." : "";
  return `${before}${full}${before && !/^[,.;:?!]/.test(words) ? " " : ""}${words}`;
}

/** Is one of these words or phrases in the text, as whole words? @param {string} text @param {string[]} on */
export const hasWords = (text, on) => {
  const plain = (/** @type {string} */ words) => ` ${words.toLowerCase().replace(/[’‘]/g, "'").replace(/[^\p{L}\p{N}']+/gu, " ").trim()} `;
  return on.some((words) => plain(text).includes(plain(words)));
};

/** @param {SheetPart} part @param {string} at @param {SheetHand} sheet @returns {SheetShown} */
export function sheetSentence(part, at, sheet) {
  const { pieces = {}, notices = [] } = part;
  /** @type {string[]} */
  const before = [];
  const hints = status("cf-warning");
  const field = sheetText({ ...part, kind: "text", rows: 3 }, at, { ...sheet, put: (key, is) => {
    sheet.put(key, is);
    look();
  } });
  const put = (/** @type {string} */ text) => {
    sheet.put(at, text);
    field.hear();
    look();
  };
  const undo = button(SHEET.undo, () => {
    const text = before.pop();
    if (text !== undefined) put(text);
    sheet.said(SHEET.undone);
    look();
    if (undo.hidden) field.box.focus();
  });
  const add = (/** @type {string} */ piece) => {
    before.push(field.box.value);
    put(joined(field.box.value, piece));
    sheet.said(SHEET.added(piece));
  };
  function look() {
    undo.hidden = !before.length;
    const said = notices.filter(({ on }) => hasWords(field.box.value, on)).map(({ says }) => says).join(" ");
    say(hints, said);
  }
  look();
  const groups = Object.values(pieces).map(({ label, words }) =>
    h("fieldset", { class: "cf-pieces" }, h("legend", {}, label), ...words.map((piece) => button(piece, () => add(piece), "piece"))),
  );
  const el = h("div", { class: "cf-sentence" }, ...groups, h("div", { class: "cf-sentence-box" }, field.el, hints, h("div", { class: "cf-row" }, undo)));
  return {
    el,
    hear: () => {
      field.hear();
      look();
    },
  };
}
