/** Make what is seen: text is always text, no markup is ever read from data. */
import { WORDS } from "./words.js";
/** @import {Step} from "./types.js" */

let counter = 0;
export const newId = () => `cf-${(counter += 1)}-${Math.random().toString(36).slice(2, 7)}`;
export const now = () => new Date().toISOString();

/**
 * Make an element. Text is always text: no markup is ever read from data.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes] `onclick` and the like are listeners; false is left out
 * @param {...(Node | string | null | false | undefined)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined && value !== null)
      element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child || child === "").map((child) => child || ""));
  return element;
}

/** @param {string} text a blank line makes a new paragraph */
export const paragraphs = (text) =>
  text
    .split(/\n\s*\n/)
    .filter((part) => part.trim())
    .map((part) => h("p", {}, part.trim()));

/** @param {string} text @param {() => void} onclick @param {string} [kind] @param {string} [label] */
export const button = (text, onclick, kind = "quiet", label) =>
  h("button", { type: "button", class: `cf-button cf-${kind}`, onclick, "aria-label": label }, text);

/** @param {Step} step */
export const chip = (step) => h("span", { class: `cf-chip cf-step-${step}` }, WORDS.steps[step]);

/**
 * A place for a few words that appear by themselves, read out politely.
 * @param {string} [kind]
 */
export const status = (kind = "cf-status") => h("p", { class: kind, role: "status" });

/** @param {HTMLElement} element @param {string} text */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
