/** Name what in a text could point to a real person. */
import { WORDS } from "./words.js";

/**
 * Name what in a text could point to a real person. It can be wrong: point out, never block.
 * @param {string} text
 * @returns {string[]}
 */
export function identifying(text) {
  /** @type {Set<string>} */
  const found = new Set();
  if (/[^\s@<>"']+@[^\s@<>"']+\.[a-z]{2,}/i.test(text)) found.add(WORDS.found.email);
  if (/\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b/i.test(text)) found.add(WORDS.found.postcode);
  for (const [run] of text.matchAll(/[+(]?\d(?:[\s().-]{0,2}\d){8,14}/g)) {
    const digits = run.replace(/\D/g, "").replace(/^(00)?44(?=\d{9,11}$)/, "0").replace(/^00/, "0");
    if (/^0\d{9,10}$/.test(digits)) found.add(WORDS.found.phone);
    else if (/^\d{10}$/.test(digits) && isNhsNumber(digits)) found.add(WORDS.found.nhs);
  }
  return [...found];
}

/** @param {string} digits ten of them; the last one checks the others (modulus 11) */
function isNhsNumber(digits) {
  const sum = [...digits.slice(0, 9)].reduce((all, digit, i) => all + Number(digit) * (10 - i), 0);
  return (11 - (sum % 11)) % 11 === Number(digits[9]);
}
