/** The one way in for every host: show a part of a page, and take it away again (docs/formats.md, section 5). */
import { h, say, status } from "./build.js";
import { DIR, LANG } from "./given.js";
import { KINDS } from "./kinds.js";
import { followTheme } from "./theme.js";
/** @import {Model} from "./types.js" */

/**
 * Show a part in `el`; the function given back takes it away again.
 * @param {{model: Model, el: HTMLElement}} where
 */
export function render({ model, el }) {
  const kind = model.get("kind");
  const message = status("cf-message");
  const root = h("div", { class: `cf cf-${kind}`, lang: LANG, dir: DIR });
  const trouble = () => (kind === "role-play" && model.get("trouble")) || "";
  const hear = () => say(message, (model.get("data") || {}).message || trouble());
  el.append(root);
  root.append(message);
  const stops = [followTheme(root), KINDS[kind](model, root)];
  model.on("change:data", hear);
  model.on("change:host", hear);
  hear();
  return () => {
    stops.forEach((stop) => stop());
    model.off("change:data", hear);
    model.off("change:host", hear);
  };
}

export default { render };
