/** Take it home: the weakest moment of a run becomes an if-then card, said once and replayed three times. */
import { button, h, newId, now, paragraphs, say, status } from "./build.js";
import { calendar } from "./calendar.js";
import { download } from "./download.js";
import { written } from "./own-words.js";
import { printCard } from "./print-card.js";
import { PACE, weakestMoment, walk } from "./rules.js";
import { WORDS } from "./words.js";
/** @import {Model, Plan, Play, Scenario} from "./types.js" */

/**
 * Begin a card in plain words, from the moment that is most worth practising.
 * @param {Scenario} scenario
 * @param {string[]} picks
 */
export function cardFrom(scenario, picks) {
  const weakest = weakestMoment(scenario, picks);
  if (!weakest) return null;
  const { scene, choice } = walk(scenario, picks)[weakest.place];
  const better = (scene.choices || {})[weakest.better];
  const { tell, by } = scenario.line;
  const missing = PACE.map((letter) => ((better.pace || {})[letter] || 0) - ((choice.pace || {})[letter] || 0));
  const most = weakest.why === "keep" ? PACE.map((letter) => (better.pace || {})[letter] || 0) : missing;
  const letter = PACE[most.indexOf(Math.max(...most))];
  const warm = better.step === "connect" && Math.max(...most) > 0;
  return {
    ...weakest,
    said: choice.text,
    betterSaid: better.text,
    if: WORDS.when[weakest.why] || (scene.temperature > 5 ? WORDS.whenHot : WORDS.whenCooler),
    then: weakest.why === "line" ? WORDS.thenLine(tell, by) : warm ? WORDS.thenPace[letter] : WORDS.thenSteps[better.step],
  };
}

/** The plan of a role-play's value, as a model of its own. @param {Model} model @returns {Model} */
const planOf = (model) => ({
  get: (name) => (name === "value" ? (model.get("value") || {}).plan || {} : name === "data" ? {} : model.get(name)),
  set: (_, plan) => model.set("value", { ...model.get("value"), plan: { rehearsed: false, ...plan } }),
  save_changes: () => model.save_changes(),
  on: (event, hear) => model.on(event, hear),
  off: (event, hear) => model.off(event, hear),
});

/** @param {Play} play @param {string[]} picks */
export function carryHome({ model, scenario, stopWith }, picks) {
  const begun = cardFrom(scenario, picks);
  if (!begun) return null;
  const plan = planOf(model);
  const kept = () => /** @type {Plan | Record<string, never>} */ (plan.get("value"));
  const boxes = h("div");
  const said = status();
  const made = written(
    plan,
    boxes,
    [
      { key: "if", label: `${WORDS.if} …`, rows: 2, start: begun.if },
      { key: "then", label: `${WORDS.then} …`, rows: 3, start: begun.then },
    ],
    "plan",
  );
  const keep = () => {
    made.put(made.texts);
    look();
    tick.focus();
  };
  const again = () => made.put({ if: begun.if, then: begun.then });
  const rehearse = () => {
    plan.set("value", { ...made.texts, rehearsed: tick.checked, changed: now() });
    plan.save_changes();
    say(said, tick.checked ? WORDS.rehearsed : "");
  };
  const save = () => {
    download("connection-first-replays.ics", "text/calendar", calendar(new Date(), newId));
    say(said, WORDS.calendarSaved);
  };
  const id = newId();
  const tick = h("input", { type: "checkbox", id, onchange: rehearse });
  const keepRow = h("div", { class: "cf-row" }, button(WORDS.keepCard, keep, "main"));
  const other = h("div", { class: "cf-row" }, button(WORDS.carryOther, again));
  const next = h(
    "div",
    {},
    h("p", { class: "cf-help" }, WORDS.rehearseHelp),
    h("label", { class: "cf-tick", for: id }, tick, h("span", {}, WORDS.rehearse)),
    said,
    h("p", { class: "cf-help" }, WORDS.replays),
    h("div", { class: "cf-row" }, button(WORDS.calendar, save), button(WORDS.printCard, () => printCard({ if: made.texts.if, then: made.texts.then }))),
  );
  function look() {
    const isKept = Boolean(kept().changed);
    keepRow.hidden = isKept;
    next.hidden = !isKept;
    other.hidden = !isKept || (kept().if === begun?.if && kept().then === begun?.then);
    tick.checked = kept().rehearsed === true;
  }
  look();
  plan.on("change:value", look);
  stopWith(() => {
    made.stop();
    plan.off("change:value", look);
  });
  return h(
    "section",
    { class: "cf-carry" },
    h("h4", { class: "cf-heading" }, WORDS.carry),
    h("p", { class: "cf-help" }, WORDS.carryHelp),
    h("p", { class: "cf-label" }, WORDS.carryFrom(begun.place + 1)),
    h("div", { class: "cf-you" }, ...paragraphs(begun.said)),
    h("p", { class: "cf-label" }, begun.why === "keep" ? WORDS.carryKept : WORDS.carryBetter),
    begun.why !== "keep" && h("div", { class: "cf-you cf-could" }, ...paragraphs(begun.betterSaid)),
    h("div", { class: "cf-card" }, boxes, keepRow, other),
    next,
  );
}
