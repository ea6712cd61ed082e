/** What is filled in on a sheet, as data: read from a file or from the device, two copies joined (docs/formats.md). */
import { SHEET } from "./words-tool-sheet.js";
/** @import {SheetDoc, SheetPart, SheetData, SheetValue} from "./types.js" */

export const SHEET_FORMAT = "connection-first/sheet/1";
export const MOST_FIELDS = 2000;
const MOST_WRITTEN = 20000;
const SHEET_WHEN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const SHEET_AT = /^[a-z0-9-]{1,60}(\/[a-z0-9-]{1,60}){0,4}$/;

/** @param {string} sheet @param {string} version @returns {SheetDoc} */
export const emptySheet = (sheet, version) => ({ format: SHEET_FORMAT, sheet, version, changed: "", values: {} });

/** @param {any} text */
const isWords = (text) => typeof text === "string" && text.length <= MOST_WRITTEN;

/** @param {any} step */
const isStep = (step) => step && [step.picture, step.words, step.time].every((one) => isWords(one) && one.length <= 300);

/** Is this something that can be filled in? @param {any} is */
function isValue(is) {
  if (Array.isArray(is)) return is.length <= 24 && is.every((one) => isWords(one) || isStep(one));
  return is === null || isWords(is) || (Number.isInteger(is) && is >= 0 && is <= 10);
}

/**
 * Read what was kept; nothing of it is believed.
 * @param {string} text
 * @param {string} sheet the name of this sheet
 * @returns {SheetDoc}
 */
export function parseSheet(text, sheet) {
  /** @type {any} */
  let found = null;
  try {
    found = JSON.parse(text);
  } catch {
    // Said below.
  }
  const values = found && found.values;
  if (!found || found.format !== SHEET_FORMAT || !values || typeof values !== "object") throw new Error(SHEET.notOurs);
  if (found.sheet !== sheet) throw new Error(SHEET.otherSheet);
  const sound = Object.entries(values).every(
    ([at, one]) => SHEET_AT.test(at) && one && isValue(one.is) && SHEET_WHEN.test(one.changed) && (one.asked === undefined || isWords(one.asked)),
  );
  if (!sound || Object.keys(values).length > MOST_FIELDS) throw new Error(SHEET.notOurs);
  const plain = Object.entries(values).map(([at, { is, changed, asked }]) => [at, asked === undefined ? { is, changed } : { is, changed, asked }]);
  return withChanged({ ...emptySheet(sheet, String(found.version || "").slice(0, 40)), values: Object.fromEntries(plain) });
}

/** @param {SheetDoc} doc @returns {SheetDoc} */
const withChanged = (doc) => ({ ...doc, changed: Object.values(doc.values).reduce((last, { changed }) => (changed > last ? changed : last), "") });

/**
 * Join two copies, field by field: the later wins, and what was taken away with its entry stays away.
 * @param {SheetDoc} one @param {SheetDoc} other
 * @param {boolean} [fills] where `one` is empty, `other` fills in, however old it is (a file that is loaded)
 */
export function joinSheets(one, other, fills = false) {
  const values = { ...one.values };
  const isEmpty = (/** @type {SheetValue | undefined} */ kept) => !kept || kept.is === "" || kept.is === null || (Array.isArray(kept.is) && !kept.is.length);
  for (const [at, theirs] of Object.entries(other.values)) {
    const ours = values[at];
    const later = !ours || theirs.changed > ours.changed || (theirs.changed === ours.changed && JSON.stringify(theirs) > JSON.stringify(ours));
    if (later || (fills && isEmpty(ours))) values[at] = theirs;
  }
  for (const [at, { is, changed }] of Object.entries(values))
    if (is === null) for (const inner of Object.keys(values)) if (inner.startsWith(`${at}/`) && values[inner].changed <= changed) delete values[inner];
  return withChanged({ ...one, values });
}

/**
 * Find the part that a place belongs to, and what is asked there; undefined when the sheet no longer has it.
 * @param {Record<string, SheetPart>} parts
 * @param {string[]} at
 * @returns {{part: SheetPart, label: string, isEntry?: boolean} | undefined}
 */
function partAt(parts, [name, ...rest]) {
  const part = Object.prototype.hasOwnProperty.call(parts, name) ? parts[name] : undefined;
  if (!part) return undefined;
  if (part.kind === "list") return rest.length === 1 ? { part, label: part.label, isEntry: true } : partAt(part.parts || {}, rest.slice(1));
  if (!part.areas) return rest.length ? undefined : { part, label: part.label };
  const area = rest.length === 2 && part.areas[rest[0]];
  const asked = area && area.asks[rest[1]];
  return area && asked ? { part: asked, label: `${area.title}: ${asked.label}` } : undefined;
}

/** What is asked at a place. @param {SheetData} data @param {string} at */
export const askedAt = (data, at) => partAt(data.parts, at.split("/"))?.label || "";

/** Does a value fit its part as the part is now? @param {SheetPart} part @param {any} is */
function fits(part, is) {
  if (part.kind === "heat") return Number.isInteger(is);
  if (part.kind === "choose") return is === "" || (typeof is === "string" && is in (part.options || {}));
  if (part.kind === "tick") return Array.isArray(is) && is.every((one) => typeof one === "string" && one in (part.options || {}));
  if (part.kind === "strip") return Array.isArray(is) && is.every(isStep);
  return typeof is === "string" && part.kind !== "say";
}

/**
 * Everything filled in that has no place on the sheet as it is now.
 * @param {SheetData} data @param {SheetDoc} doc
 * @returns {{at: string, asked: string, text: string}[]}
 */
export function fromEarlier(data, doc) {
  return Object.entries(doc.values).flatMap(([at, { is, asked }]) => {
    const found = partAt(data.parts, at.split("/"));
    if (is === null || is === "" || (Array.isArray(is) && !is.length)) return [];
    if (found && (found.isEntry || fits(found.part, is))) return [];
    // The mark of an entry in a list that is gone says nothing by itself.
    if (typeof is === "string" && SHEET_WHEN.test(is)) return [];
    const words = Array.isArray(is) ? is.map((one) => (typeof one === "string" ? one.replace(/-/g, " ") : [one.time, one.words].filter(Boolean).join(" "))).join(", ") : String(is);
    return [{ at, asked: asked || at.split("/").slice(-1)[0].replace(/-/g, " "), text: words }];
  });
}

/** A value that the part can show, or undefined. @param {SheetPart} part @param {SheetValue | undefined} kept */
export const shownOf = (part, kept) => (kept && kept.is !== null && fits(part, kept.is) ? kept.is : undefined);
