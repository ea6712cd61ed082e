/** A worked example before the first role-play: one way to do it, with its reasons, and never the only one. */
import { button, chip, h, paragraphs } from "./build.js";
import { walk } from "./rules.js";
import { thermometer } from "./thermometer.js";
import { WORDS } from "./words.js";
/** @import {Play, Scenario} from "./types.js" */

/**
 * Show one moment of the example: of another role-play on the page if there is one, else of this.
 * @param {Play} play
 * @param {Scenario | undefined} other
 * @param {number} place
 * @param {() => void} next
 * @param {() => void} done
 */
export function example(play, other, place, next, done) {
  const story = other || play.scenario;
  const moments = walk(story, story.model).slice(0, other ? 3 : 2);
  const { scene, choice } = moments[place];
  const isLast = place === moments.length - 1;
  const from = other ? WORDS.exampleFrom(other.title) : WORDS.exampleHere;
  return [
    play.heading(WORDS.exampleTitle(place + 1, moments.length)),
    h("p", { class: "cf-example" }, h("strong", {}, from), " ", WORDS.exampleNote),
    ...(other && place === 0 ? paragraphs(other.about).concat(h("p", { class: "cf-small" }, other.content_note)) : []),
    h("div", { class: "cf-scene" }, ...paragraphs(scene.text)),
    thermometer(story.child.name, scene.temperature),
    h(
      "div",
      { class: "cf-answer" },
      h("p", { class: "cf-label" }, WORDS.exampleSays, " ", chip(choice.step)),
      h("p", { class: "cf-said" }, choice.text),
      h("p", { class: "cf-label" }, WORDS.exampleWhy),
      h("div", { class: "cf-feedback" }, ...paragraphs(choice.feedback)),
    ),
    h(
      "div",
      { class: "cf-row" },
      isLast ? button(WORDS.exampleDone, done, "main") : button(WORDS.exampleNext, next, "main"),
      !isLast && button(WORDS.exampleStop, done),
    ),
  ];
}
