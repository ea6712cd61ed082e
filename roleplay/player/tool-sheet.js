/** A sheet to fill in: kept on this device alone, printed, saved to a file, loaded, cleared. */
import { button, h, newId, say, status } from "./build.js";
import { sheetChange } from "./sheet-change.js";
import { sheetOptions, sheetSay, sheetText } from "./sheet-fields.js";
import { sheetHeat } from "./sheet-heat.js";
import { fromEarlier } from "./sheet-kept.js";
import { sheetList } from "./sheet-list.js";
import { sheetMap } from "./sheet-map.js";
import { SheetPaper, printSheet } from "./sheet-paper.js";
import { sheetPicture } from "./sheet-picture.js";
import { sheetSentence } from "./sheet-sentence.js";
import { SheetStore } from "./sheet-store.js";
import { sheetStrip } from "./sheet-strip.js";
import { WORDS } from "./words.js";
import { SHEET } from "./words-tool-sheet.js";
/** @import {Model, SheetData, SheetHand, SheetPart, SheetShown} from "./types.js" */

/** Every kind of part of a sheet, as in roleplay/sheets_model.py: one line and one function each. The last two come only to pages with one (roleplay/scripts.py). */
const SHEET_PARTS = /** @type {Record<string, (part: SheetPart, at: string, sheet: SheetHand) => SheetShown>} */ ({
  say: sheetSay,
  text: sheetText,
  heat: sheetHeat,
  choose: sheetOptions,
  tick: sheetOptions,
  sentence: sheetSentence,
  strip: sheetStrip,
  picture: sheetPicture,
  list: sheetList,
  map: sheetMap,
  change: sheetChange,
});

/** @param {Record<string, SheetPart>} parts @param {string} at @param {SheetHand} sheet @returns {SheetShown} */
function buildParts(parts, at, sheet) {
  const made = Object.entries(parts).map(([name, part]) => SHEET_PARTS[part.kind](part, at + name, sheet));
  return { el: h("div", { class: "cf-parts" }, ...made.map(({ el }) => el)), hear: () => made.forEach(({ hear }) => hear()), onPaper: (form) => made.forEach(({ onPaper }) => onPaper?.(form)) };
}

/** @param {Model} model @param {HTMLElement} root */
export function toolSheet(model, root) {
  const data = /** @type {SheetData} */ (model.get("data"));
  const said = status("cf-status cf-sheet-said");
  let timer = 0;
  const store = new SheetStore(data, (message) => {
    // The same words again are said again; what is only good to know goes by itself.
    said.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(() => {
      say(said, message);
      if (message === SHEET.kept) timer = setTimeout(() => say(said, ""), 5000);
    }, 50);
  });
  /** @type {SheetHand} */
  const sheet = {
    get: (at) => store.get(at),
    put: (at, is) => store.put(at, is),
    kept: (at) => store.doc.values[at],
    all: () => store.doc.values,
    said: store.said,
    build: buildParts,
  };
  const parts = buildParts(data.parts, "", sheet);
  const earlier = h("div", { class: "cf-from-earlier" });
  const node = root.getRootNode();
  const element = node instanceof ShadowRoot ? /** @type {HTMLElement} */ (node.host) : root;
  const form = element.querySelector(".sheet");
  const paper = form instanceof HTMLElement ? new SheetPaper(form, data) : null;
  const onPaper = () => {
    paper?.fill(store.doc.values, fromEarlier(data, store.doc));
    if (paper) parts.onPaper?.(paper.form);
  };
  const showEarlier = () => {
    const found = fromEarlier(data, store.doc);
    const now = JSON.stringify(found);
    if (earlier.dataset.shown === now) return;
    earlier.dataset.shown = now;
    earlier.replaceChildren(
      ...(found.length ? [h("h4", { class: "cf-heading" }, SHEET.earlier), h("p", { class: "cf-help" }, SHEET.earlierHelp)] : []),
      ...found.map(({ at, asked, text }) =>
        h("div", { class: "cf-note" }, h("p", { class: "cf-label" }, asked), h("p", { class: "cf-own" }, text), h("div", { class: "cf-row" }, button(SHEET.takeAway, () => store.put(at, null), "quiet", SHEET.takeAwayLabel(asked)))),
      ),
    );
  };
  const hear = () => {
    parts.hear();
    showEarlier();
  };
  store.hearers.add(hear);
  showEarlier();

  const file = h("input", {
    type: "file", accept: "application/json,.json", hidden: true,
    onchange: () => {
      const [chosen] = file.files || [];
      if (chosen) void store.load(chosen).then(onPaper);
      file.value = "";
    },
  });
  const sure = h("div", { class: "cf-sure", role: "group", hidden: true, tabindex: "-1" });
  const clear = button(SHEET.clear, () => {
    sure.hidden = false;
    sure.focus();
  });
  const close = () => {
    sure.hidden = true;
    clear.focus();
  };
  const doClear = () => {
    store.clear();
    onPaper();
    close();
  };
  const question = h("p", { id: newId() }, SHEET.clearSure);
  sure.setAttribute("aria-labelledby", question.id);
  sure.append(question, h("div", { class: "cf-row" }, button(SHEET.clearNo, close, "main"), button(SHEET.clearYes, doClear)));
  const onPrint = () => {
    store.keep();
    onPaper();
    printSheet(element);
  };
  root.append(
    h("h3", { class: "cf-title" }, data.title),
    h("p", {}, data.about),
    h("p", { class: "cf-facts" }, h("span", {}, WORDS.minutes(data.minutes)), h("span", {}, SHEET.stays)),
    parts.el,
    earlier,
    said,
    h("div", { class: "cf-row cf-ways" }, button(SHEET.print, onPrint, "main"), button(SHEET.save, () => store.save()), button(SHEET.load, () => file.click()), file, clear),
    sure,
    h("p", { class: "cf-small" }, data.reviewed.length ? WORDS.reviewed(data.reviewed.join(", ")) : SHEET.notReviewed),
  );
  if (data.credit) root.append(h("p", { class: "cf-small" }, data.credit));
  if (store.blocked) store.said(SHEET.noRoom);
  addEventListener("beforeprint", onPaper);
  return () => {
    removeEventListener("beforeprint", onPaper);
    store.stop();
  };
}
