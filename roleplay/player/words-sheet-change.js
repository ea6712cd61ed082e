/** The words of the change over time. Each text in double quotes is one for translators, as in words.js. */
import { fill } from "./words.js";

export const CHANGE = {
  picture: "My own change, as a picture",
  unset: "Not set yet. Tap the line.",
  none: "Your picture begins with your first number.",
  done: (/** @type {number} */ n, /** @type {number} */ most, /** @type {string} */ day) => fill("{n} of {most}, {day}", { n, most, day }),
  at: (/** @type {string} */ time, /** @type {number} */ n) => fill("{time}: {n} of 10", { time, n }),
};
