/** A labelled box for the carer's own text, with a word when it could name a real person. */
import { h, newId, say, status } from "./build.js";
import { identifying } from "./privacy.js";
import { WORDS } from "./words.js";

/**
 * A labelled box for the carer's own text, with a word when it could name a real person.
 * @param {{label: string, help?: string, rows?: number, text: string}} about
 * @param {(text: string) => void} changed
 */
export function textBox({ label, help, rows = 4, text }, changed) {
  const id = newId();
  const warning = status("cf-warning");
  const look = (/** @type {string} */ words) => {
    const what = identifying(words).join(", ");
    say(warning, what && WORDS.identifying(what));
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
    warning,
  );
  return { whole, box, look };
}
