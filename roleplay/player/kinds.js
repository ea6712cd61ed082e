/**
 * Every kind of part there is, in the order of roleplay/element.py. roleplay/scripts.py joins only those
 * of a page: one line brings a kind in here, and one line its module; its styles may be `<kind>.css`.
 */
import { ifThen } from "./if-then.js";
import { ownWords } from "./own-words.js";
import { sendWork } from "./send.js";
import { sortCards } from "./sort-cards.js";
import { rolePlay } from "./story.js";
import { toolSheet } from "./tool-sheet.js";
/** @import {Model} from "./types.js" */

/** @type {Record<string, (model: Model, root: HTMLElement) => () => void>} */
export const KINDS = {
  "role-play": rolePlay,
  "own-words": ownWords,
  "if-then": ifThen,
  "send-work": sendWork,
  "sort-cards": sortCards,
  "tool-sheet": toolSheet,
};
