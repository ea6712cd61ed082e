/** An emotional thermometer to set: a slider that looks like one, with the same in words. */
import { button, h, newId, say } from "./build.js";
import { shownOf } from "./sheet-kept.js";
import { SHEET } from "./words-tool-sheet.js";
/** @import {SheetHand, SheetPart, SheetShown} from "./types.js" */

/** @param {SheetPart} part @param {string} at @param {SheetHand} sheet @returns {SheetShown} */
export function sheetHeat(part, at, sheet) {
  const { label, help, feels = [], unset = SHEET.unset } = part;
  const id = newId();
  const n = () => /** @type {number | undefined} */ (shownOf(part, sheet.kept(at)));
  const inWords = (/** @type {number} */ is) => SHEET.of(is, feels[is > 7 ? 4 : is > 5 ? 3 : is > 3 ? 2 : is > 1 ? 1 : 0]);
  const set = (/** @type {number} */ is) => {
    sheet.put(at, Math.max(0, Math.min(10, is)));
    hear();
  };
  const slider = h("input", {
    type: "range", id, min: 0, max: 10, step: 1, "aria-describedby": help ? `${id}-help` : undefined,
    oninput: () => set(Number(slider.value)),
    // A tap on the number where the slider already stands changes nothing, and still sets it.
    onclick: () => n() === undefined && set(Number(slider.value)),
  });
  const reading = h("p", { class: "cf-reading", "aria-hidden": "true" });
  const away = button(SHEET.takeReading, () => {
    sheet.put(at, null);
    hear();
    slider.focus();
  }, "plain", `${label} ${SHEET.takeReading}`);
  const move = (/** @type {number} */ by) => () => set((n() ?? Number(slider.value)) + by);
  const drawn = h("div", { class: "cf-heat-drawn" }, slider, h("div", { class: "cf-scale", "aria-hidden": "true" }, ...Array.from({ length: 11 }, (_, i) => h("span", {}, String(i)))));
  function hear() {
    const is = n();
    slider.value = String(is ?? 5);
    slider.setAttribute("aria-valuetext", is === undefined ? unset : inWords(is));
    slider.style.setProperty("--filled", String((is ?? 0) / 10));
    drawn.dataset.heat = is === undefined ? "unset" : is > 5 ? "hot" : is > 3 ? "warm" : "calm";
    say(reading, is === undefined ? unset : inWords(is));
    away.hidden = is === undefined;
  }
  hear();
  const row = h("div", { class: "cf-row cf-heat-row" }, button("−", move(-1), "step", `${label} ${SHEET.cooler}`), button("+", move(1), "step", `${label} ${SHEET.hotter}`), away);
  return { el: h("div", { class: "cf-field cf-heat-field" }, h("label", { for: id }, label), help && h("p", { class: "cf-help", id: `${id}-help` }, help), reading, drawn, row), hear };
}
