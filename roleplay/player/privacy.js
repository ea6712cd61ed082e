/** Point out what might let someone recognise a real child: the twin of privacy.py, by the same rules. */
import { PRIVACY } from "./given.js";
/** @import {Hit, Responses} from "./types.js" */

/** @param {string} text */
const digitsOf = (text) => text.replace(/[^0-9]/g, "");

/** The last of ten digits checks the others: weights 10 to 2, modulus 11. @param {string} text */
function isNhsNumber(text) {
  const digits = [...digitsOf(text)].map(Number);
  const left = 11 - (digits.slice(0, 9).reduce((all, digit, i) => all + digit * (10 - i), 0) % 11);
  return digits.length === 10 && new Set(digits).size > 1 && left !== 10 && digits[9] === left % 11;
}

/** A match that needs a second look: is it one? @param {string} check @param {string} text @param {Set<string>} known */
function counts(check, text, known) {
  const words = text.split(/\s+/).filter(Boolean);
  const last = (words[words.length - 1] || "").replace(/['’]s$/, "");
  if (check === "nhs") return isNhsNumber(text);
  if (check === "phone") return !PRIVACY.help_lines.includes(digitsOf(text));
  if (check === "postcode") return !/[0-9](st|nd|rd|th)$/.test(text);
  if (check === "town") return !PRIVACY.not_places.includes(last) && !known.has(last);
  return check !== "name" || !known.has(last);
}

/** The words with a capital letter in the course's own texts: they never count. @param {string[]} texts */
export const namesIn = (texts) => new Set(texts.join(" ").match(/\b[A-Z][a-z'’-]+/g) || []);

/**
 * Find what might identify somebody in a carer's text, in the order of the rules.
 * @param {string} text
 * @param {Iterable<string>} [known] invented names, which never count
 * @returns {Hit[]}
 */
export function identifying(text, known = names()) {
  if (!text.trim()) return [];
  const never = new Set(known);
  /** @type {[number, number][]} */
  const taken = [];
  return PRIVACY.rules.flatMap(({ id, certain, flags, check, pattern, found, change }) =>
    [...text.matchAll(new RegExp(pattern, `g${flags}`))].flatMap((match) => {
      const [start, end] = [match.index, match.index + match[0].length];
      if (taken.some(([a, b]) => start < b && a < end)) return [];
      if (check && !counts(check, match[0], never)) return [];
      taken.push([start, end]);
      return [{ rule: id, certain, text: match[0].trim(), found, change }];
    }),
  );
}

/**
 * The invented names of this page's role-plays: one set a page, whoever loaded the part. Their texts are
 * looked through when a carer has written something, and not before a choice can be tapped.
 * @returns {Set<string>}
 */
export function names() {
  const { known, unread } = invented();
  namesIn(unread.splice(0).flatMap((texts) => texts())).forEach((name) => known.add(name));
  return known;
}

/** @param {() => string[]} texts all that a carer reads in a role-play */
export const isInvented = (texts) => void invented().unread.push(texts);

/** @returns {{known: Set<string>, unread: (() => string[])[]}} */
function invented() {
  const page = /** @type {any} */ (globalThis);
  page.connectionFirstNames = page.connectionFirstNames || { known: new Set(), unread: [] };
  return page.connectionFirstNames;
}

/** Phone, e-mail, postcode, NHS or National Insurance number: not to be sent. @param {string} text */
export const isHeldBack = (text) => identifying(text).some(({ certain }) => certain);

/**
 * What may leave the device: everything but the texts with a certain hit, which stay on it.
 * @param {Responses} responses
 * @returns {Responses}
 */
export function sendable(responses) {
  const { runs, answers, plan } = responses;
  return {
    ...responses,
    runs: runs.map((run) =>
      run.picks.some(({ own_words }) => isHeldBack(own_words))
        ? { ...run, picks: run.picks.map((pick) => (isHeldBack(pick.own_words) ? { ...pick, own_words: "" } : pick)) }
        : run,
    ),
    answers: Object.fromEntries(Object.entries(answers).filter(([, { text }]) => !isHeldBack(text))),
    plan: plan && isHeldBack(`${plan.if} \n${plan.then}`) ? null : plan,
  };
}

const MADE_UP = "connection-first/made-up";
/** @type {string[]} */
let decidedHere = [];

/** The doubtful hits that the carer said are made up, on this visit. @returns {string[]} */
function madeUp() {
  try {
    return [...decidedHere, ...JSON.parse(sessionStorage.getItem(MADE_UP) || "[]")];
  } catch {
    return decidedHere;
  }
}

/** @param {Hit} hit */
const nameOf = ({ rule, text }) => `${rule} ${text}`;

/** The carer decides: this is made up. @param {Hit[]} hits */
export function keepAsMadeUp(hits) {
  decidedHere = [...new Set([...madeUp(), ...hits.map(nameOf)])].slice(-200);
  try {
    sessionStorage.setItem(MADE_UP, JSON.stringify(decidedHere));
  } catch {
    // Storage is blocked: it is asked again after a reload.
  }
}

/** What is found and still to be looked at. @param {string} text */
export function toLookAt(text) {
  if (!text.trim()) return [];
  const decided = madeUp();
  return identifying(text).filter((hit) => hit.certain || !decided.includes(nameOf(hit)));
}
