/** The same few things again and again: each time is an entry, begun by the first thing that is written in it. */
import { button, h, newId, now, say } from "./build.js";
import { LANG } from "./given.js";
import { SHEET } from "./words-tool-sheet.js";
/** @import {SheetHand, SheetPart, SheetShown, SheetValue} from "./types.js" */

const MOST_ENTRIES = 60;

/** The entries of a list, the oldest first. @param {Record<string, SheetValue>} values @param {string} at */
export const entriesOf = (values, at) =>
  Object.entries(values)
    .filter(([key, { is }]) => key.startsWith(`${at}/`) && !key.slice(at.length + 1).includes("/") && typeof is === "string")
    .map(([key, { is }]) => ({ id: key.slice(at.length + 1), begun: String(is) }))
    .sort((a, b) => (a.begun < b.begun ? -1 : a.begun > b.begun ? 1 : a.id < b.id ? -1 : 1));

/** @param {string} begun */
export const dayAndTime = (begun) => new Date(begun).toLocaleString(LANG, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** @param {SheetPart} part @param {string} at @param {SheetHand} sheet @returns {SheetShown} */
export function sheetList(part, at, sheet) {
  const { label, help, add = "", dated, parts = {} } = part;
  const place = h("div", { class: "cf-entries" });
  const gone = h("div", { class: "cf-row cf-gone" });
  const newEntryId = () => newId().slice(3);
  /** @type {{id: string, begun: string, shown: SheetShown, fold: HTMLDetailsElement, name: HTMLElement}[]} */
  let made = [];
  /** An entry that nothing is written in yet. */
  let blank = "";

  const entries = () => entriesOf(sheet.all(), at);
  /** @param {string} id @param {number} i @param {string} begun */
  const nameOf = (id, i, begun) => {
    const first = Object.entries(sheet.all()).find(([key, { is }]) => key.startsWith(`${at}/${id}/`) && typeof is === "string" && is.trim());
    const words = first ? String(first[1].is).trim() : "";
    const short = words.length > 60 ? `${words.slice(0, 58).trimEnd()} …` : words;
    return (dated && begun && dayAndTime(begun)) || short || SHEET.number(i + 1);
  };
  /** @param {string} id @returns {SheetHand} */
  const inEntry = (id) => ({
    ...sheet,
    put: (key, is) => {
      if (typeof sheet.get(`${at}/${id}`) !== "string") {
        if (id === blank) blank = "";
        sheet.put(`${at}/${id}`, now());
      }
      sheet.put(key, is);
      names();
    },
  });
  /** @param {string} id */
  const takeAway = (id) => {
    const i = made.findIndex((one) => one.id === id);
    const kept = Object.entries(sheet.all()).filter(([key]) => key === `${at}/${id}` || key.startsWith(`${at}/${id}/`));
    const name = made[i].name.textContent || "";
    sheet.put(`${at}/${id}`, null);
    draw();
    const back = button(SHEET.putBack, () => {
      for (const [key, { is }] of kept) sheet.put(key, is);
      gone.replaceChildren();
      draw(id);
      made.find((one) => one.id === id)?.fold.querySelector("summary")?.focus();
    });
    gone.replaceChildren(h("span", {}, SHEET.takenAway(name)), back);
    sheet.said(SHEET.takenAway(name));
    back.focus();
  };
  function names() {
    made.forEach((one, i) => {
      const begun = String(sheet.get(`${at}/${one.id}`) || "");
      const name = nameOf(one.id, i, begun);
      say(one.name, name);
      const away = one.fold.querySelector(":scope > .cf-row > button");
      if (away instanceof HTMLElement) {
        away.hidden = !begun;
        away.setAttribute("aria-label", SHEET.takeAwayLabel(name));
      }
    });
    more.hidden = Boolean(blank);
  }
  /** Show the entries there are, and a blank one when there is none. @param {string} [open] the one to open */
  function draw(open) {
    const there = entries();
    if (!there.length && !blank) blank = newEntryId();
    const wanted = [...there, ...(blank ? [{ id: blank, begun: "" }] : [])];
    const openIds = new Set([open || blank, ...made.filter(({ fold }) => fold.open).map(({ id }) => id)]);
    if (!made.length && !blank) openIds.add(wanted[wanted.length - 1].id);
    made = wanted.map(({ id, begun }) => {
      const known = made.find((one) => one.id === id);
      if (known) return known;
      const shown = sheet.build(parts, `${at}/${id}/`, inEntry(id));
      const name = h("span", {});
      const fold = h("details", { class: "cf-fold cf-entry" }, h("summary", {}, name), shown.el, h("div", { class: "cf-row" }, button(SHEET.takeAway, () => takeAway(id))));
      return { id, begun, shown, fold, name };
    });
    for (const { id, fold } of made) fold.open = openIds.has(id);
    const folds = made.map(({ fold }) => fold);
    if (folds.length !== place.children.length || folds.some((fold, i) => fold !== place.children[i])) place.replaceChildren(...folds);
    names();
  }
  const more = button(add, () => {
    if (entries().length >= MOST_ENTRIES) {
      sheet.said(SHEET.full);
      return;
    }
    for (const { fold } of made) fold.open = false;
    blank = newEntryId();
    gone.replaceChildren();
    draw(blank);
    const last = made[made.length - 1].fold;
    last.querySelector("summary")?.focus();
  }, "main");
  draw();
  const el = h("div", { class: "cf-field cf-list" }, h("h4", { class: "cf-heading" }, label), help && h("p", { class: "cf-help" }, help), place, gone, h("div", { class: "cf-row" }, more));
  const hear = () => {
    const ids = entries().map(({ id }) => id).join();
    if (ids !== made.filter(({ id }) => id !== blank).map(({ id }) => id).join()) draw();
    made.forEach(({ shown }) => shown.hear());
    names();
  };
  return { el, hear };
}
