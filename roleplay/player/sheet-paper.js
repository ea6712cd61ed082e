/** The same sheet on paper: what is filled in goes into the blank form that stands in the page (sheets_paper.py). */
import { shownOf } from "./sheet-kept.js";
import { dayAndTime, entriesOf } from "./sheet-list.js";
import { fillFrom, filledOf } from "./sheet-picture.js";
import { smallPicture } from "./sheet-strip.js";
import { SHEET } from "./words-tool-sheet.js";
/** @import {SheetData, SheetPart, SheetValue} from "./types.js" */

/** Fills the form of one sheet, as often as wanted. */
export class SheetPaper {
  /** @param {HTMLElement} form the blank form @param {SheetData} data */
  constructor(form, data) {
    this.form = form;
    this.data = data;
    this.blank = /** @type {HTMLElement} */ (form.cloneNode(true));
  }

  /** @param {Record<string, SheetValue>} values @param {{asked: string, text: string}[]} earlier */
  fill(values, earlier) {
    const made = /** @type {HTMLElement} */ (this.blank.cloneNode(true));
    for (const [name, part] of Object.entries(this.data.parts)) this.part(made, part, name, values);
    const place = made.querySelector(".sheet-earlier");
    if (place && earlier.length) {
      place.append(paperLine("strong", SHEET.earlier));
      for (const { asked, text } of earlier) place.append(paperLine("p", asked), writtenOn(text));
    }
    this.form.classList.toggle("sheet-poster", Boolean(made.querySelector(".sheet-clock, [data-strip] .sheet-small-picture")));
    this.form.replaceChildren(...made.childNodes);
  }

  /** @param {HTMLElement} root @param {SheetPart} part @param {string} at @param {Record<string, SheetValue>} values */
  part(root, part, at, values) {
    const is = shownOf(part, values[at]);
    const place = (/** @type {string} */ name) => root.querySelector(`[data-${name}="${at}"]`);
    if (part.kind === "list") return this.list(root, part, at, values);
    if (part.kind === "picture") return this.picture(root, part, at, values);
    if (is === undefined || is === "") return undefined;
    if (part.kind === "heat") heatOnPaper(place("heat"), Number(is));
    else if (part.kind === "strip") stripOnPaper(place("strip"), part, is);
    else if (part.kind === "tick" || part.kind === "choose")
      for (const option of [is].flat()) tickOnPaper(place("field")?.querySelector(`[data-option="${option}"] .sheet-box`));
    else place("field")?.replaceChildren(writtenOn(is));
    if (part.kind === "sentence") place("field")?.parentElement?.querySelectorAll(".sheet-blank").forEach((one) => one.remove());
    return undefined;
  }

  /** @param {HTMLElement} root @param {SheetPart} part @param {string} at @param {Record<string, SheetValue>} values */
  list(root, part, at, values) {
    const place = root.querySelector(`[data-list="${at}"]`);
    const blank = place?.firstElementChild;
    const entries = entriesOf(values, at);
    if (!place || !blank || !entries.length) return;
    const made = entries.map(({ id, begun }) => {
      const one = /** @type {HTMLElement} */ (blank.cloneNode(true));
      for (const name of ["field", "heat", "strip", "date", "fill"])
        for (const its of one.querySelectorAll(`[data-${name}]`)) its.setAttribute(`data-${name}`, (its.getAttribute(`data-${name}`) || "").replace(`${at}/*`, `${at}/${id}`));
      const date = one.querySelector("[data-date]");
      if (date) date.textContent = dayAndTime(begun);
      for (const [name, inner] of Object.entries(part.parts || {})) this.part(one, inner, `${at}/${id}/${name}`, values);
      return one;
    });
    place.replaceChildren(...made);
  }

  /** @param {HTMLElement} root @param {SheetPart} part @param {string} at @param {Record<string, SheetValue>} values */
  picture(root, { areas = {}, drawn }, at, values) {
    for (const [name, { asks }] of Object.entries(areas)) {
      for (const [key, asked] of Object.entries(asks)) this.part(root, asked, `${at}/${name}/${key}`, values);
      const filled = filledOf(asks, (key) => values[`${at}/${name}/${key}`]?.is);
      root.querySelector(`[data-fill="${at}/${name}"]`)?.setAttribute("transform", fillFrom(drawn?.middle || [0, 0], filled));
    }
  }
}

/** @param {string} tag @param {string} text */
function paperLine(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/** @param {string} text */
function writtenOn(text) {
  const made = paperLine("p", text);
  made.className = "sheet-written";
  return made;
}

/** @param {Element | null | undefined} box */
function tickOnPaper(box) {
  if (box) box.textContent = "✓";
}

/** @param {Element | null} svg @param {number} n */
function heatOnPaper(svg, n) {
  const mercury = svg?.querySelector(".sheet-mercury");
  const ring = svg?.querySelector(".sheet-ring");
  if (!(mercury instanceof SVGElement) || !(ring instanceof SVGElement)) return;
  const { from, step } = mercury.dataset;
  mercury.setAttribute("d", `M${from} 19h${8 + n * Number(step)}v10H${from}z`);
  ring.setAttribute("cx", String(Number(ring.dataset.from) + n * Number(step)));
  ring.style.visibility = "visible";
}

/** @param {Element | null} list @param {SheetPart} part @param {{picture: string, words: string, time: string}[]} steps */
function stripOnPaper(list, part, steps) {
  if (!list || !steps.length) return;
  list.parentElement?.querySelectorAll(".sheet-blank").forEach((one) => one.remove());
  list.replaceChildren(
    ...steps.map(({ picture, words, time }) => {
      const cell = document.createElement("li");
      cell.append(smallPicture((part.pictures || {})[picture]?.d || "", "sheet-small-picture"), paperLine("span", words));
      if (time) {
        const clock = paperLine("span", time);
        clock.className = "sheet-clock";
        cell.append(clock);
      }
      return cell;
    }),
  );
}

const ALONE = ":not(:has(tool-sheet[data-printing]), tool-sheet[data-printing], tool-sheet[data-printing] *, head, head *)";

/** Print one sheet, and nothing else of the page. @param {HTMLElement} element */
export function printSheet(element) {
  const style = document.createElement("style");
  style.textContent = `@media print { ${ALONE} { display: none !important; } html { color-scheme: light !important; } :has(tool-sheet[data-printing]) { display: block !important; min-height: 0 !important; max-width: none !important; margin: 0 !important; padding: 0 !important; border: 0 !important; background: none !important; } }`;
  element.setAttribute("data-printing", "");
  document.head.append(style);
  const done = () => {
    element.removeAttribute("data-printing");
    style.remove();
  };
  addEventListener("afterprint", () => setTimeout(done), { once: true });
  print();
}
