/** Boxes whose text is kept as it is typed. */
import { h, now, say, status } from "./build.js";
import { draftOf } from "./drafts.js";
import { isHeldBack } from "./privacy.js";
import { textBox } from "./text-box.js";
import { WORDS } from "./words.js";
/** @import {Model} from "./types.js" */

/**
 * Show one or more boxes whose text is kept as it is typed.
 * @param {Model} model
 * @param {HTMLElement} root
 * @param {{key: string, label: string, help?: string, rows?: number, start?: string}[]} boxes
 * @param {string} place names the boxes among all drafts
 */
export function written(model, root, boxes, place) {
  const said = status();
  /** @type {Record<string, string>} */
  const texts = {};
  let timer = 0;
  let dirty = false;
  const value = () => model.get("value") || {};
  const keep = () => {
    clearTimeout(timer);
    if (!dirty) return;
    dirty = false;
    // A page keeps everything on the device. A notebook's file is collected, so a certain hit waits here.
    const held = !model.get("host") && boxes.some(({ key }) => isHeldBack(texts[key]));
    for (const { key } of boxes) draftOf(`${place}/${key}`, held ? texts[key] : "");
    if (held) return;
    model.set("value", { ...texts, changed: now() });
    model.save_changes();
    say(said, model.get("trouble") || WORDS.kept);
  };
  const made = boxes.map(({ key, start = "", ...about }) => {
    texts[key] = draftOf(`${place}/${key}`) || (value().changed ? value()[key] : "") || start;
    const made = textBox({ ...about, text: texts[key] }, (text) => {
      texts[key] = text;
      dirty = true;
      say(said, "");
      clearTimeout(timer);
      timer = setTimeout(keep, 600);
    });
    made.box.addEventListener("blur", keep);
    return { key, ...made };
  });
  const heard = () => {
    if (dirty) return;
    for (const { key, box, look } of made) {
      if (!value().changed || box.value === value()[key]) continue;
      texts[key] = value()[key] || "";
      box.value = texts[key];
      look(box.value);
    }
  };
  root.append(...made.map(({ whole }) => whole));
  if (!(model.get("data").help || "").includes(WORDS.makeUp)) root.append(h("p", { class: "cf-small" }, WORDS.makeUp));
  root.append(said);
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", keep);
  model.on("change:value", heard);
  return {
    boxes: made,
    /** Put other words into the boxes, and keep them. @param {Record<string, string>} words */
    put: (words) => {
      for (const { key, box, look } of made) {
        texts[key] = words[key];
        box.value = texts[key];
        look(box.value);
      }
      dirty = true;
      keep();
    },
    texts,
    stop: () => {
      keep();
      removeEventListener("pagehide", keep);
      document.removeEventListener("visibilitychange", keep);
      model.off("change:value", heard);
    },
  };
}

/** @param {Model} model @param {HTMLElement} root */
export function ownWords(model, root) {
  const { id, label, help, rows } = model.get("data");
  return written(model, root, [{ key: "text", label, help, rows }], `own-words/${id}`).stop;
}
