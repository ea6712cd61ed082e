/** The same questions at several times, each answered from 0 to 10: the change as a picture, with the same in words. */
import { h, newId, say, status } from "./build.js";
import { LANG } from "./given.js";
import { sheetHeat } from "./sheet-heat.js";
import { shownOf } from "./sheet-kept.js";
import { CHANGE } from "./words-sheet-change.js";
/** @import {SheetHand, SheetPart, SheetShown} from "./types.js" */

const RING = "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z";
/** A mark for each time, so that nothing hangs on colour. */
const TIME_MARKS = [RING, RING, "M0-8 8 0 0 8-8 0z", "M0-8 8 6H-8z"];

/** @param {string} box @param {string} kind @param {[string, Record<string, any>, string?][]} shapes */
function drawing(box, kind, shapes) {
  /** @param {string} tag @param {Record<string, any>} attributes */
  const make = (tag, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    return made;
  };
  const svg = make("svg", { viewBox: box, class: kind, "aria-hidden": "true", fill: "none", stroke: "currentColor", "stroke-width": 2 });
  for (const [tag, attributes, text = ""] of shapes) {
    const shape = make(tag, attributes);
    shape.textContent = text;
    svg.append(shape);
  }
  return svg;
}

/** @param {number} i which time @param {number} x @param {number} y @returns {[string, Record<string, any>]} */
const markAt = (i, x, y) => ["path", { d: TIME_MARKS[i], transform: `translate(${x} ${y})`, class: i % 2 ? "sheet-full" : "sheet-open" }];

/** One question's answers on a line from 0 to 10. @param {(number | undefined)[]} answers one a time */
function answersDrawn(answers) {
  const x = (/** @type {number} */ n) => 12 + n * 20.4;
  const given = answers.flatMap((n) => (n === undefined ? [] : [n]));
  const marks = answers.flatMap((n, i) => (n === undefined ? [] : [markAt(i, x(n), 50 - 17 * answers.slice(0, i).filter((one) => one === n).length)]));
  const high = Math.max(...given.map((n) => given.filter((one) => one === n).length));
  const top = 39 - 17 * (high - 1);
  return drawing(`0 ${top} 228 ${82 - top}`, "sheet-answers", [
    ["path", { d: `M12 62H216${Array.from({ length: 11 }, (_, n) => `M${x(n)} 59v6`).join("")}`, "stroke-width": 1.2 }],
    ["path", { d: `M${x(Math.min(...given))} 62H${x(Math.max(...given))}`, "stroke-width": 5 }],
    ...[0, 5, 10].map((n) => /** @type {[string, Record<string, any>, string]} */ (["text", { x: x(n), y: 80, fill: "currentColor", stroke: "none", "text-anchor": "middle", "font-size": 14 }, String(n)])),
    ...marks,
  ]);
}

/** @param {SheetPart} part @param {string} at @param {SheetHand} sheet @returns {SheetShown} */
export function sheetChange(part, at, sheet) {
  const { label, help, areas = {}, low } = part;
  const times = Object.entries(areas);
  const asks = Object.entries(times[0][1].asks);
  const key = (/** @type {string} */ time, /** @type {string} */ ask) => `${at}/${time}/${ask}`;
  const answer = (/** @type {string} */ time, /** @type {string} */ ask) => /** @type {number | undefined} */ (shownOf(areas[time].asks[ask], sheet.kept(key(time, ask))));
  const given = (/** @type {string} */ time) => asks.filter(([ask]) => answer(time, ask) !== undefined);
  const made = times.map(([time, { title, about, asks: asked }], i) => {
    const heats = Object.entries(asked).map(([ask, one]) => sheetHeat({ ...one, unset: CHANGE.unset }, key(time, ask), sheet));
    const done = h("span", { class: "cf-done" });
    const group = h("div", { role: "group", "aria-label": title, class: "cf-parts" }, ...heats.map(({ el }) => el));
    const fold = h("details", { class: "cf-fold" }, h("summary", {}, h("span", {}, title), done), h("p", {}, about), group);
    fold.open = !i && given(time).length < asks.length;
    const hear = () => {
      heats.forEach((one) => one.hear());
      const there = given(time);
      const last = there.map(([ask]) => sheet.kept(key(time, ask))?.changed || "").sort().pop();
      say(done, last ? CHANGE.done(there.length, asks.length, new Date(last).toLocaleDateString(LANG, { day: "numeric", month: "short" })) : "");
    };
    return { fold, hear };
  });
  const kindly = status("cf-note cf-low");
  const id = newId();
  const picture = h("div", {});
  let shown = "";
  /** The picture: what each mark is, then each question with its answers. @param {string} tag of a title */
  const drawn = (tag) => {
    const used = times.flatMap(([time, { title }], i) => (given(time).length ? [{ title, i }] : []));
    const legend = h("p", { class: "sheet-marks" }, ...used.map(({ title, i }) => h("span", {}, drawing("-10 -10 20 20", "sheet-mark", [markAt(i, 0, 0)]), title)));
    const rows = asks.flatMap(([ask, { label: words }]) => {
      const answers = times.map(([time]) => answer(time, ask));
      if (answers.every((n) => n === undefined)) return [];
      const said = answers.flatMap((n, i) => (n === undefined ? [] : [CHANGE.at(times[i][1].title, n)])).join("\u00a0· ");
      return [h("li", {}, h(/** @type {"p"} */ (tag), { class: "cf-label" }, words), answersDrawn(answers), h("p", {}, said))];
    });
    return rows.length ? [legend, h("ol", { class: "sheet-change-rows", "aria-labelledby": id }, ...rows)] : [];
  };
  const hear = () => {
    made.forEach((one) => one.hear());
    const newest = (/** @type {string} */ ask) => times.filter(([, { back }]) => !back).map(([time]) => answer(time, ask)).filter((n) => n !== undefined).pop();
    say(kindly, low?.asks.some((ask) => Number(newest(ask) ?? 11) <= low.most) ? low.says : "");
    const now = JSON.stringify(times.map(([time]) => asks.map(([ask]) => answer(time, ask) ?? "")));
    if (now === shown) return;
    shown = now;
    const rows = drawn("p");
    picture.replaceChildren(...(rows.length ? rows : [h("p", { class: "cf-help" }, CHANGE.none)]));
  };
  /** @param {Element} form */
  const onPaper = (form) => {
    const place = form.querySelector(`[data-change="${at}"]`);
    const rows = drawn("strong");
    if (place && rows.length) place.replaceChildren(...rows);
  };
  hear();
  const el = h(
    "div",
    { class: "cf-field cf-times" },
    h("h4", { class: "cf-heading" }, label), help && h("p", { class: "cf-help" }, help),
    ...made.map(({ fold }) => fold), kindly, h("h4", { class: "cf-heading", id }, CHANGE.picture), picture,
  );
  return { el, hear, onPaper };
}
