/** Questions for carers who have played more than once: what they write stays on the device. */
import { h, newId } from "./build.js";
import { onlyForMe } from "./drafts.js";
import { WORDS } from "./words.js";
/** @import {Play} from "./types.js" */

/** @param {Play} play */
export function reflect({ model, scenario, child }) {
  const id = newId();
  const place = `${scenario.name}${model.get("owner") || ""}`;
  const box = h("textarea", { id, rows: 3, maxlength: 20000, oninput: () => onlyForMe(place, box.value) });
  box.value = onlyForMe(place);
  return h(
    "section",
    { class: "cf-reflect" },
    h("h4", { class: "cf-heading" }, WORDS.reflect),
    h("p", { class: "cf-help" }, WORDS.reflectHelp),
    h("ul", {}, ...WORDS.reflectQuestions(child).map((question) => h("li", {}, question))),
    h("div", { class: "cf-field" }, h("label", { for: id }, WORDS.reflectLabel), box),
  );
}
