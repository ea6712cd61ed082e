/** Print only the card: a page of its own in a frame, so that nothing else is on the paper. */
import { replayDays } from "./calendar.js";
import { DIR, LANG } from "./given.js";
import { WORDS } from "./words.js";

const LOOK = `body { margin: 2cm; font: 14pt/1.5 system-ui, sans-serif; color: #22302f; }
main { max-width: 14cm; padding: 1cm; border: 1.5pt solid #1f5f5b; border-radius: 8pt; break-inside: avoid; }
h1 { margin: 0 0 12pt; font-size: 18pt; color: #1f5f5b; } p { margin: 0 0 10pt; white-space: pre-wrap; }
b { display: block; } ul { margin: 0; padding-left: 16pt; }`;

/** @param {{if: string, then: string}} plan */
export function printCard(plan) {
  const frame = document.createElement("iframe");
  frame.className = "connection-first-card";
  frame.title = WORDS.card;
  frame.style.cssText = "position:fixed;width:0;height:0;border:0";
  document.body.append(frame);
  const page = frame.contentDocument;
  const its = frame.contentWindow;
  if (!page || !its) return;
  /** @param {HTMLElement} into @param {string} tag @param {string} text */
  const add = (into, tag, text) => {
    const made = page.createElement(tag);
    made.textContent = text;
    into.append(made);
    return made;
  };
  page.title = WORDS.card;
  page.documentElement.lang = LANG;
  page.documentElement.dir = DIR;
  add(page.head, "style", LOOK);
  const main = add(page.body, "main", "");
  add(main, "h1", WORDS.card);
  for (const [begins, words] of [[WORDS.if, plan.if], [WORDS.then, plan.then]]) {
    const line = add(main, "p", "");
    add(line, "b", `${begins} …`);
    line.append(words);
  }
  add(main, "p", WORDS.replayDays).style.marginBottom = "2pt";
  const days = add(main, "ul", "");
  for (const day of replayDays(new Date()))
    add(days, "li", day.toLocaleDateString(LANG, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }));
  its.addEventListener("afterprint", () => setTimeout(() => frame.remove()));
  its.focus();
  its.print();
}
