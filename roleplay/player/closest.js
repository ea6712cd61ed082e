/** Which choice was closest to the carer's own words: one tap, if they like. */
import { button, h, newId } from "./build.js";
import { has } from "./rules.js";
import { WORDS } from "./words.js";
/** @import {Pick, Scene} from "./types.js" */

/**
 * @param {Scene} scene where the words were said
 * @param {Pick} made
 * @param {(name: string) => void} near called with the name of the choice, or an empty one
 */
export function closest(scene, made, near) {
  const id = newId();
  const list = scene.choices || {};
  const whole = h("div", { class: "cf-closest", role: "group", "aria-labelledby": id });
  const own = () => [h("p", { class: "cf-label" }, WORDS.ownWords), h("p", { class: "cf-own" }, made.own_words)];

  function asking() {
    whole.replaceChildren(
      ...own(),
      h("p", { class: "cf-question", id, tabindex: -1 }, WORDS.closest),
      h(
        "div",
        { class: "cf-near" },
        ...Object.entries(list).map(([name, choice]) => button(choice.text, () => tap(name), "quiet")),
        button(WORDS.closestNone, () => tap(""), "quiet"),
      ),
    );
  }

  /** @param {string} name */
  function said(name) {
    const change = () => {
      asking();
      /** @type {HTMLElement | null} */ (whole.querySelector("[tabindex]"))?.focus();
    };
    whole.replaceChildren(
      ...own(),
      h(
        "p",
        { class: "cf-small", id, tabindex: -1 },
        `${WORDS.closestWas} ${name ? list[name].text : WORDS.closestNone}`,
      ),
      button(WORDS.closestChange, change),
    );
  }

  /** @param {string} name */
  function tap(name) {
    near(name);
    said(name);
    /** @type {HTMLElement | null} */ (whole.querySelector("[tabindex]"))?.focus();
  }

  if (made.closest && has(list, made.closest)) said(made.closest);
  else asking();
  return whole;
}
