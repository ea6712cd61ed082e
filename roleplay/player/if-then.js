/** An if-then plan: two boxes that belong together. */
import { h } from "./build.js";
import { written } from "./own-words.js";
import { WORDS } from "./words.js";
/** @import {Model} from "./types.js" */

/** @param {Model} model @param {HTMLElement} root */
export function ifThen(model, root) {
  const { label, help, if: when, then } = model.get("data");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", label);
  root.append(h("p", { class: "cf-question" }, label));
  if (help) root.append(h("p", { class: "cf-help" }, help));
  const boxes = [
    { key: "if", label: `${(when || "").trim() || WORDS.if} …`, rows: 2 },
    { key: "then", label: `${(then || "").trim() || WORDS.then} …`, rows: 2 },
  ];
  return written(model, root, boxes, "plan").stop;
}
