/** A sort: each card is put where the carer thinks it belongs; then what we would say, and why. */
import { button, h, newId, now, paragraphs, say, status } from "./build.js";
import { ARROW } from "./given.js";
import { hasAny } from "./responses.js";
import { has } from "./rules.js";
import { SORT_WORDS } from "./words-sort-cards.js";
/** @import {Model, Sort, Sorting} from "./types.js" */

/** @param {Model} model @param {HTMLElement} root */
export function sortCards(model, root) {
  /** @type {Sort} */
  const sort = model.get("data");
  const names = Object.keys(sort.cards);
  /** @type {Record<string, string>} the places that are on view under the cards */
  let shown = {};
  /** @type {Sorting | null} what was there before everything was opened again */
  let before = null;
  const kept = () => /** @type {Partial<Sorting>} */ (model.get("value") || {});
  /** @returns {Record<string, string>} only what this sort has: it may have changed since */
  const picks = () => {
    const all = kept().picks || {};
    return Object.fromEntries(names.filter((card) => has(all, card) && has(placesOf(sort, card), all[card])).map((card) => [card, all[card]]));
  };
  /** @param {Record<string, string>} placed @param {boolean} looked */
  const keep = (placed, looked) => {
    model.set("value", { picks: placed, version: sort.version, looked, changed: now() });
    model.save_changes();
  };

  const cards = names.map((name, i) => card(sort, name, i, (place) => put(name, place)));
  const progress = status("cf-status cf-progress");
  const sum = h("div", { class: "cf-take cf-sum", tabindex: -1, hidden: true });
  const look = button(SORT_WORDS.look, () => lookAt(true), "main");
  const afresh = button(SORT_WORDS.afresh, () => clear());
  const back = button(SORT_WORDS.putBack, () => putBack());
  const help = h("p", { class: "cf-small" }, SORT_WORDS.lookHelp);
  root.append(
    h("h3", { class: "cf-title" }, sort.title),
    h("p", { class: "cf-facts" }, h("span", {}, SORT_WORDS.minutes(sort.minutes)), h("span", {}, SORT_WORDS.cards(names.length))),
    ...paragraphs(sort.about),
    ...(sort.reviewed.length ? [] : [h("p", { class: "cf-small" }, SORT_WORDS.notReviewed)]),
    sum,
    h("ol", { class: "cf-cards" }, ...cards.map((one) => one.whole)),
    progress,
    h("div", { class: "cf-row" }, look, afresh, back),
    help,
  );

  /** @param {string} name @param {string} place */
  function put(name, place) {
    before = null;
    keep({ ...picks(), [name]: place }, kept().looked === true);
    show();
  }

  /** Show what we would say of every card that is placed. @param {boolean} asked */
  function lookAt(asked) {
    shown = { ...picks() };
    if (asked) keep(picks(), true);
    show();
    if (!asked) return;
    sum.focus({ preventScroll: true });
    sum.scrollIntoView({ block: "start" });
  }

  function clear() {
    const { picks: placed, looked } = { picks: picks(), looked: kept().looked === true };
    shown = {};
    keep({}, false);
    before = { picks: placed, looked, version: sort.version, changed: "" };
    show();
    cards[0].first.focus();
  }

  function putBack() {
    if (!before) return;
    const { picks: placed, looked } = before;
    before = null;
    keep(placed, looked);
    if (looked) lookAt(false);
    show();
    cards[0].first.focus();
  }

  function show() {
    const placed = picks();
    const count = Object.keys(placed).length;
    const isOnView = hasAny(shown);
    for (const one of cards) one.show(placed[one.name] || "", shown[one.name] || "", isOnView);
    say(progress, before ? SORT_WORDS.cleared : SORT_WORDS.placed(count, names.length));
    say(look, isOnView ? SORT_WORDS.lookAgain : SORT_WORDS.look);
    look.disabled = !count;
    afresh.hidden = !count;
    back.hidden = !before;
    help.hidden = isOnView;
    sum.hidden = !isOnView;
    root.toggleAttribute("data-looked", isOnView);
    if (!isOnView) return;
    const open = names.length - Object.keys(shown).length;
    const same = names.filter((name) => shown[name] === sort.cards[name].belongs).length;
    sum.replaceChildren(
      h("p", { class: "cf-said" }, SORT_WORDS.sum(same, names.length)),
      ...(open ? [h("p", {}, SORT_WORDS.stillOpen(open))] : []),
      h("p", {}, SORT_WORDS.sumHelp),
    );
  }

  /** Something came from another tab, from the desk or from a file. */
  const heard = () => {
    if (hasAny(picks())) before = null;
    if (kept().looked && !hasAny(shown)) shown = { ...picks() };
    if (!hasAny(picks())) shown = {};
    show();
  };
  heard();
  model.on("change:value", heard);
  return () => model.off("change:value", heard);
}

/** @param {Sort} sort @param {string} name */
const placesOf = (sort, name) => sort.cards[name].places || sort.places || {};

/**
 * One card with its places; its choice is kept at once.
 * @param {Sort} sort @param {string} name @param {number} i @param {(place: string) => void} put
 */
function card(sort, name, i, put) {
  const { text, belongs, because, places: own } = sort.cards[name];
  const places = placesOf(sort, name);
  const id = newId();
  const radios = Object.entries(places).map(([place, words]) => {
    const radio = h("input", { type: "radio", name: id, id: `${id}-${place}`, value: place, onchange: () => put(place) });
    return { place, radio, label: h("label", { class: "cf-place", for: radio.id }, radio, h("span", {}, words)) };
  });
  const told = h("div", { class: "cf-told", id: `${id}-told`, hidden: true });
  const whole = h(
    "li",
    {},
    h(
      "fieldset",
      { "aria-describedby": `${id}-text ${id}-told` },
      h("legend", { class: "cf-label" }, SORT_WORDS.card(i + 1, Object.keys(sort.cards).length)),
      h("div", { class: "cf-words", id: `${id}-text` }, ...paragraphs(text)),
      h("div", { class: own ? "cf-places cf-long" : "cf-places" }, ...radios.map(({ label }) => label)),
    ),
    told,
  );

  /** Say where we would put it, once the carer has looked. @param {string} placed @param {string} seen @param {boolean} isOnView */
  function show(placed, seen, isOnView) {
    for (const { place, radio } of radios) radio.checked = place === placed;
    told.hidden = !isOnView;
    const isSame = seen === belongs;
    const state = !isOnView ? "" : !seen ? (placed ? "changed" : "open") : seen !== placed ? "changed" : isSame ? "same" : "other";
    if (told.dataset.state === `${state} ${seen}`) return;
    told.dataset.state = `${state} ${seen}`;
    const words = {
      "": "",
      open: SORT_WORDS.open,
      changed: SORT_WORDS.changed,
      same: own ? SORT_WORDS.sameReply : SORT_WORDS.same,
      other: own ? SORT_WORDS.otherReply(places[belongs]) : SORT_WORDS.other(places[belongs]),
    }[state];
    const isTold = state === "same" || state === "other";
    told.className = `cf-told cf-told-${state}`;
    told.replaceChildren(
      h("p", { class: "cf-said" }, isTold && h("span", { class: "cf-mark", "aria-hidden": true }, isSame ? "✓" : ARROW), words),
      ...(isTold ? paragraphs(because) : []),
    );
  }

  return { name, whole, show, first: radios[0].radio };
}
