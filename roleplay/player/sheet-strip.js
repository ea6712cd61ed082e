/** A strip of steps with pictures: a tap on a picture adds one; words, a time and the order are the carer's. */
import { button, h, newId, say } from "./build.js";
import { shownOf } from "./sheet-kept.js";
import { SHEET } from "./words-tool-sheet.js";
/** @import {SheetHand, SheetPart, SheetShown} from "./types.js" */

export const MOST_STEPS = 6;

/** Draw a small picture from its lines. @param {string} lines @param {string} kind @param {Document} [page] */
export function smallPicture(lines, kind, page = document) {
  const NS = "http://www.w3.org/2000/svg";
  const svg = page.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "0 0 48 48");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", kind);
  const path = page.createElementNS(NS, "path");
  path.setAttribute("d", lines);
  svg.append(path);
  return svg;
}

/** @param {SheetPart} part @param {string} at @param {SheetHand} sheet @returns {SheetShown} */
export function sheetStrip(part, at, sheet) {
  const { label, help, pictures = {} } = part;
  const steps = () => /** @type {{picture: string, words: string, time: string}[]} */ (shownOf(part, sheet.kept(at)) || []);
  const list = h("ol", { class: "cf-strip", tabindex: "-1", "aria-label": label });
  const count = h("p", { class: "cf-small" });
  let shown = "";
  /** @param {any[]} all @param {string} [said] */
  const put = (all, said) => {
    sheet.put(at, all);
    draw();
    if (said) sheet.said(said);
  };
  /** @param {number} i @param {object} change */
  const change = (i, change) => {
    const all = steps().map((step, j) => (i === j ? { ...step, ...change } : step));
    shown = JSON.stringify(all);
    sheet.put(at, all);
  };
  /** @param {number} i @param {number} by */
  const move = (i, by) => {
    const all = [...steps()];
    all.splice(i + by, 0, ...all.splice(i, 1));
    put(all, SHEET.moved(i + by + 1));
    const its = [...list.children][i + by]?.querySelectorAll("button");
    (its && (its[by < 0 ? 0 : 1].disabled ? its[by < 0 ? 1 : 0] : its[by < 0 ? 0 : 1]))?.focus();
  };
  /** @param {number} i */
  const away = (i) => {
    const { words } = steps()[i];
    put(steps().filter((_, j) => j !== i), SHEET.takenAway(words || SHEET.number(i + 1)));
    const next = list.children[Math.min(i, list.children.length - 1)];
    (next?.querySelector("input") || palette.querySelector("button"))?.focus();
  };
  function draw() {
    const all = steps();
    const now = JSON.stringify(all);
    say(count, all.length ? SHEET.steps(all.length, MOST_STEPS) : SHEET.noSteps);
    palette.hidden = all.length >= MOST_STEPS;
    if (now === shown) return;
    shown = now;
    list.replaceChildren(
      ...all.map(({ picture, words, time }, i) => {
        const control = (/** @type {string} */ text, /** @type {() => void} */ act, /** @type {string} */ said, off = false) => {
          const made = button(text, act, "step", said);
          made.disabled = off;
          return made;
        };
        return h(
          "li",
          {},
          smallPicture(pictures[picture]?.d || "", "cf-small-picture"),
          h(
            "div",
            { class: "cf-strip-words" },
            h("input", { type: "text", value: words, maxlength: 60, "aria-label": SHEET.step(i + 1), oninput: (/** @type {any} */ event) => change(i, { words: event.target.value }) }),
            h("input", { type: "time", value: time, "aria-label": SHEET.time(i + 1), oninput: (/** @type {any} */ event) => change(i, { time: event.target.value }) }),
          ),
          h("div", { class: "cf-strip-do" }, control("↑", () => move(i, -1), SHEET.up(i + 1), i === 0), control("↓", () => move(i, 1), SHEET.down(i + 1), i === all.length - 1), control("×", () => away(i), SHEET.away(i + 1))),
        );
      }),
    );
  }
  const id = newId();
  const add = (/** @type {string} */ picture, /** @type {string} */ words) => {
    put([...steps(), { picture, words, time: "" }], SHEET.added(words));
    // With the last one the pictures go, and the place to be is the strip.
    if (palette.hidden) list.focus();
  };
  const palette = h(
    "div",
    { class: "cf-palette", role: "group", "aria-labelledby": id },
    ...Object.entries(pictures).map(([name, { words, d }]) => {
      const one = button("", () => add(name, words), "picture");
      one.append(smallPicture(d, "cf-small-picture"), h("span", {}, words));
      return one;
    }),
  );
  draw();
  return { el: h("div", { class: "cf-field" }, h("p", { class: "cf-question", id }, label), help && h("p", { class: "cf-help" }, help), palette, count, list), hear: draw };
}
