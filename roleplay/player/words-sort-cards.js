/** The words of a sort. Each text in double quotes is one for translators, with its {places}, as in words.js. */
import { fill } from "./words.js";

export const SORT_WORDS = {
  minutes: (/** @type {number} */ n) => (n === 1 ? "About 1 minute" : fill("About {n} minutes", { n })),
  cards: (/** @type {number} */ n) => fill("{n} cards", { n }),
  notReviewed:
    "Nobody outside the writing team has reviewed these cards yet. Please read them with that in mind, and talk them over with your trainer.",
  card: (/** @type {number} */ n, /** @type {number} */ of) => fill("Card {n} of {of}", { n, of }),
  placed: (/** @type {number} */ n, /** @type {number} */ of) => fill("{n} of {of} placed", { n, of }),
  look: "See what we would say",
  lookAgain: "Look again",
  lookHelp: "You can look at any time, and change a card afterwards.",
  same: "We would put it here too.",
  sameReply: "This is our answer too.",
  other: (/** @type {string} */ place) => fill("We would put it under “{place}”.", { place }),
  otherReply: (/** @type {string} */ place) => fill("Our answer: {place}", { place }),
  open: "This card is still open.",
  changed: "You have changed this card. Look again when you like.",
  sum: (/** @type {number} */ n, /** @type {number} */ of) => fill("You placed {n} of {of} as we would.", { n, of }),
  stillOpen: (/** @type {number} */ n) => (n === 1 ? "1 card is still open." : fill("{n} cards are still open.", { n })),
  sumHelp: "The reasons stand under the cards. You may see some of them another way: talk it over with your trainer.",
  afresh: "Begin afresh",
  cleared: "All cards are open again.",
  putBack: "Put them back",
};
