/** Looking back: what to take, the order of the steps, and the run as a script, moment by moment. */
import { button, chip, h, paragraphs } from "./build.js";
import { carryHome } from "./card.js";
import { earlierRuns } from "./earlier.js";
import { reflect } from "./reflect.js";
import { choices, gate, has, inTime, isFinished, lastScene, marks, walk } from "./rules.js";
import { temperaturePath, thermometer } from "./thermometer.js";
import { WORDS } from "./words.js";
/** @import {Moment, Pick, Play, Run, Scene} from "./types.js" */

/** Show the ending a run has come to. @param {Play} play @param {Scene} scene @returns {Node[]} */
export function lookBack(play, scene) {
  const { scenario, child } = play;
  const picks = play.picksShown();
  const names = picks.map((one) => one.choice);
  const moments = walk(scenario, names);
  const { open, reasons } = gate(scenario, names);
  const earned = marks(scenario, names);
  const done = inTime(play.mine().filter((one) => isFinished(scenario, choices(one))));
  const before = done[done.findIndex((one) => one.id === play.run()?.id) - 1];
  const readings = [...moments.map((one) => one.scene.temperature), scene.temperature];
  const list = h("ol", { class: "cf-script" }, ...moments.map((one, i) => lookedBack(play, one, picks[i], i, readings[i + 1])));
  return [
    play.heading(scene.title || WORDS.ending, "cf-ending"),
    play.run()?.version !== scenario.version && h("p", { class: "cf-small" }, WORDS.changedSince),
    play.answerTo(),
    h("div", { class: "cf-scene" }, ...paragraphs(scene.text)),
    thought(child, scene),
    h("div", { class: "cf-take" }, h("h4", {}, WORDS.takeAway), ...paragraphs(scene.debrief || "")),
    !open &&
      h(
        "div",
        { class: "cf-notyet" },
        h("h4", {}, WORDS.notYet),
        h("p", {}, WORDS.notYetWhy(child)),
        h("ul", {}, ...reasons.map((reason) => h("li", {}, reason))),
      ),
    h("h4", { class: "cf-heading" }, WORDS.order),
    h("ol", { class: "cf-steps" }, ...moments.map(({ choice }) => h("li", {}, chip(choice.step)))),
    "order" in earned && h("p", {}, WORDS.orderSaid[earned.order](child)),
    temperaturePath(child, readings),
    h("h4", { class: "cf-heading" }, WORDS.profile),
    h("p", { class: "cf-help" }, WORDS.profileHelp),
    profile(play, earned),
    safeguarding(play, moments),
    h("h4", { class: "cf-heading" }, WORDS.looking),
    h("p", { class: "cf-help" }, WORDS.lookingHelp(child)),
    h("div", { class: "cf-row" }, openAll(list)),
    list,
    carryHome(play, names),
    done.length > 1 && reflect(play),
    before && beside(play, before, moments, earned),
    earlierRuns(scenario, play.all()),
    h(
      "div",
      { class: "cf-row cf-ways" },
      button(WORDS.playAgain, play.startAgain, "main"),
      button(WORDS.back, () => play.goTo(play.at() - 1)),
      h("p", { class: "cf-small" }, WORDS.keptAll),
    ),
  ].filter((part) => part instanceof Node);
}

/** @param {string} child @param {Scene} scene */
const thought = (child, scene) =>
  h(
    "div",
    { class: "cf-thought" },
    h("p", { class: "cf-label" }, WORDS.thought(child)),
    h("blockquote", {}, ...paragraphs(scene.inside)),
  );

/** The line itself, and plainly whether it was met. @param {Play} play @param {Moment[]} moments */
function safeguarding({ scenario }, moments) {
  const { says, tell, by, needed } = scenario.line;
  const met = moments.some(({ choice }) => choice.line === "met");
  const missed = needed || moments.some(({ choice }) => choice.line === "missed");
  const verdict = met ? WORDS.lineMet : missed ? WORDS.lineMissed : "";
  return h(
    "div",
    { class: "cf-line" },
    h("h4", {}, WORDS.line),
    verdict && h("p", { class: "cf-said" }, verdict),
    h("p", {}, says),
    h("dl", {}, h("dt", {}, WORDS.lineTell), h("dd", {}, tell), h("dt", {}, WORDS.lineBy), h("dd", {}, by)),
  );
}

/** @param {HTMLElement} list */
function openAll(list) {
  const moments = () => /** @type {HTMLDetailsElement[]} */ ([...list.querySelectorAll(":scope > li > details")]);
  const all = button(WORDS.openAll, () => {
    const open = moments().some((one) => !one.open);
    for (const one of moments()) one.open = open;
    all.textContent = open ? WORDS.closeAll : WORDS.openAll;
  });
  return all;
}

/** One moment, folded. @param {Play} play @param {Moment} one @param {Pick} made @param {number} place @param {number} then */
function lookedBack({ child, goTo }, { scene, pick, choice }, made, place, then) {
  const others = Object.entries(scene.choices || {}).filter(([name]) => name !== pick);
  const near = made.closest && has(scene.choices || {}, made.closest) && (scene.choices || {})[made.closest];
  const from = scene.temperature;
  return h(
    "li",
    {},
    h(
      "details",
      { class: "cf-moment" },
      h(
        "summary",
        {},
        h(
          "span",
          { class: "cf-what" },
          h(
            "span",
            { class: "cf-which" },
            h("strong", {}, WORDS.moment(place + 1)),
            chip(choice.step),
            h("span", { class: "cf-change", "aria-hidden": "true" }, WORDS.fromTo(from, then)),
            h("span", { class: "cf-hidden" }, WORDS.fromToSaid(from, then)),
          ),
          h("span", { class: "cf-brief" }, choice.text),
        ),
      ),
      h("div", { class: "cf-scene" }, ...paragraphs(scene.text)),
      thermometer(child, from),
      thought(child, scene),
      h(
        "div",
        { class: "cf-you" },
        h("p", { class: "cf-label" }, WORDS.youDid, " ", chip(choice.step)),
        h("p", { class: "cf-said" }, choice.text),
        made.own_words && h("p", { class: "cf-label" }, WORDS.ownWords),
        made.own_words && h("p", { class: "cf-own" }, made.own_words),
        near && h("p", { class: "cf-small" }, `${WORDS.closestWas} ${near.text}`),
      ),
      h("div", { class: "cf-feedback" }, ...paragraphs(choice.feedback)),
      h(
        "details",
        { class: "cf-roads" },
        h("summary", {}, WORDS.roads(others.length)),
        h(
          "ul",
          {},
          ...others.map(([, other]) =>
            h("li", {}, h("p", { class: "cf-said" }, other.text), chip(other.step), ...paragraphs(other.feedback)),
          ),
        ),
      ),
      button(WORDS.rewind, () => goTo(place), "quiet", WORDS.rewindLabel(place + 1)),
    ),
  );
}

/** @param {Play} play @param {Record<string, number>} earned */
const profile = ({ scenario }, earned) =>
  h(
    "ul",
    { class: "cf-profile" },
    ...Object.entries(scenario.best).map(([name, most]) => {
      const fill = h("span", { class: "cf-fill" });
      fill.style.width = `${(100 * earned[name]) / most}%`;
      const [label, ...said] = WORDS.criteria[name];
      return h(
        "li",
        {},
        h("span", { class: "cf-name" }, h("strong", {}, label), " ", h("span", {}, said[Math.min(earned[name], said.length - 1)])),
        h("span", { class: "cf-of" }, WORDS.of(earned[name], most)),
        h("span", { class: "cf-bar", "aria-hidden": "true" }, fill),
      );
    }),
  );

/** @param {Play} play @param {Run} old @param {Moment[]} moments @param {Record<string, number>} earned */
function beside({ scenario }, old, moments, earned) {
  const then = marks(scenario, choices(old));
  /** @param {string} title @param {Moment[]} list @param {string[]} names */
  const column = (title, list, names) =>
    h(
      "div",
      {},
      h("h5", {}, title),
      h("ol", {}, ...list.map(({ choice }) => h("li", {}, chip(choice.step), " ", choice.text))),
      h("p", { class: "cf-small" }, scenario.scenes[lastScene(scenario, names)].title || ""),
    );
  const rows = Object.entries(scenario.best).map(([name, most]) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, WORDS.criteria[name][0]),
      h("td", {}, WORDS.of(earned[name], most)),
      h("td", {}, WORDS.of(then[name], most)),
    ),
  );
  return h(
    "details",
    { class: "cf-compare" },
    h("summary", {}, WORDS.compare),
    h(
      "div",
      { class: "cf-beside" },
      column(WORDS.thisTime, moments, moments.map((one) => one.pick)),
      column(WORDS.timeBefore, walk(scenario, choices(old)), choices(old)),
    ),
    h(
      "table",
      {},
      h("caption", {}, WORDS.profile),
      h("thead", {}, h("tr", {}, h("td"), h("th", { scope: "col" }, WORDS.thisTime), h("th", { scope: "col" }, WORDS.timeBefore))),
      h("tbody", {}, ...rows),
    ),
  );
}
