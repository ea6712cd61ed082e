/** A labelled box for the carer's own text; it points out what might identify a real child. */
import { button, h, newId, status } from "./build.js";
import { keepAsMadeUp, toLookAt } from "./privacy.js";
import { WORDS } from "./words.js";

/**
 * @param {{label: string, help?: string, rows?: number, text: string, stays?: string}} about
 *   `stays`: said beside what is pointed out, where nothing is ever sent and so there is nothing to decide
 * @param {(text: string) => void} changed
 */
export function textBox({ label, help, rows = 4, text, stays }, changed) {
  const id = newId();
  const said = status("cf-warning");
  const decide = h("div", { class: "cf-row cf-decide" });
  let seen = "";
  const look = (/** @type {string} */ words) => {
    const hits = toLookAt(words);
    const now = JSON.stringify(hits);
    if (now === seen) return;
    seen = now;
    const doubtful = stays ? [] : hits.filter((hit) => !hit.certain);
    const lines = hits.map(({ text, found, change }) => `${WORDS.looksLike(text, found)} ${change}`);
    if (doubtful.length < hits.length) lines.push(stays || WORDS.notSentWith);
    said.replaceChildren(...lines.map((line) => h("span", { class: "cf-hit" }, `${line} `)));
    const keep = () => {
      keepAsMadeUp(doubtful);
      look(box.value);
      box.focus();
    };
    decide.replaceChildren(...(doubtful.length ? [button(WORDS.keepMadeUp, keep)] : []));
  };
  const box = h("textarea", {
    id,
    rows,
    maxlength: 20000,
    "aria-describedby": help ? `${id}-help` : undefined,
    oninput: () => {
      look(box.value);
      changed(box.value);
    },
  });
  box.value = text;
  look(text);
  const whole = h(
    "div",
    { class: "cf-field" },
    h("label", { for: id }, label),
    help && h("p", { class: "cf-help", id: `${id}-help` }, help),
    box,
    said,
    decide,
  );
  return { whole, box, look };
}
