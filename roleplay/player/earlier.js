/** Runs played before the role-play was changed: still readable, marked with their day. */
import { chip, h, paragraphs } from "./build.js";
import { LANG } from "./given.js";
import { inTime } from "./rules.js";
import { thermometer } from "./thermometer.js";
import { WORDS } from "./words.js";
/** @import {Run, Scenario, Script, Step} from "./types.js" */

/** @param {string} when */
export const dayOf = (when) =>
  new Date(when).toLocaleDateString(LANG, { day: "numeric", month: "long", year: "numeric" });

/** @param {Scenario} scenario @param {Run[]} runs @returns {HTMLElement | null} */
export function earlierRuns(scenario, runs) {
  const old = inTime(runs.filter((run) => run.script && run.version !== scenario.version)).reverse();
  if (!old.length) return null;
  return h(
    "section",
    { class: "cf-earlier" },
    h("h4", { class: "cf-heading" }, WORDS.earlier),
    h("p", { class: "cf-help" }, WORDS.earlierHelp),
    ...old.map((run) =>
      h("details", {}, h("summary", {}, WORDS.earlierOn(dayOf(run.started))), ...told(/** @type {Script} */ (run.script), run)),
    ),
  );
}

/** @param {Script} script @param {Run} run */
const told = ({ child, moments, ending }, run) => [
  h(
    "ol",
    { class: "cf-script" },
    ...moments.map(({ text, temperature, step, said, feedback }, place) =>
      h(
        "li",
        {},
        h("h5", {}, WORDS.moment(place + 1)),
        h("div", { class: "cf-scene" }, ...paragraphs(text)),
        thermometer(child, temperature),
        h(
          "div",
          { class: "cf-you" },
          h("p", { class: "cf-label" }, WORDS.youDid, " ", step in WORDS.steps && chip(/** @type {Step} */ (step))),
          h("p", { class: "cf-said" }, said),
          run.picks[place]?.own_words && h("p", { class: "cf-own" }, run.picks[place].own_words),
        ),
        h("div", { class: "cf-feedback" }, ...paragraphs(feedback)),
      ),
    ),
  ),
  h("h5", {}, ending.title),
  ...paragraphs(ending.text),
  ...paragraphs(ending.debrief),
];
