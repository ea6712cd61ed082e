/** What is done, what is still open, and how to give it to a trainer. */
import { button, h, say, status } from "./build.js";
import { LANG } from "./given.js";
import { keepAsMadeUp } from "./privacy.js";
import { WORDS } from "./words.js";
/** @import {Host, Model} from "./types.js" */

/** @param {Model} model @param {HTMLElement} root */
export function sendWork(model, root) {
  const host = () => /** @type {Host | undefined} */ (model.get("host"));
  const here = host();
  const above = h("div");
  const below = h("div");
  const said = status("cf-status cf-loud");
  const sendButton = button(WORDS.send, () => checked((here) => void here.send()), "main");
  const look = h("div", { class: "cf-look", role: "group" });
  const away = h("div", { class: "cf-away" });
  root.append(h("h3", { class: "cf-title" }, WORDS.send), above);
  // The buttons are made once, so that the focus stays on them when the words around them change.
  if (here) root.append(h("div", { class: "cf-row" }, ...buttons(here)), look, said, below, away);

  /** Before anything is given away: show what might identify a real child. @param {(here: Host) => void} give */
  function checked(give) {
    const here = host();
    if (!here) return;
    const found = here.held();
    look.replaceChildren();
    if (!found.length) {
      give(here);
      return;
    }
    const labels = [...new Set(found.map(({ label }) => label))];
    const title = h("h4", { tabindex: -1 }, WORDS.held);
    const isCertain = found.some(({ hit }) => hit.certain);
    const goOn = () => {
      keepAsMadeUp(found.map(({ hit }) => hit));
      look.replaceChildren();
      give(here);
    };
    look.replaceChildren(
      title,
      ...labels.map((label) =>
        h(
          "div",
          {},
          h("p", { class: "cf-label" }, WORDS.heldIn(label)),
          h(
            "ul",
            {},
            ...found
              .filter((one) => one.label === label)
              .map(({ hit }) => h("li", {}, `${WORDS.looksLike(hit.text, hit.found)} ${hit.change}`)),
          ),
          button(WORDS.heldGo(label), () => found.find((one) => one.label === label)?.go()),
        ),
      ),
      h("p", {}, isCertain ? WORDS.notSentWith : WORDS.heldDoubt),
      h(
        "div",
        { class: "cf-row" },
        ...(isCertain ? [] : [button(WORDS.heldSend, goOn)]),
        ...(here.place === "page" ? [button(WORDS.saveMine, () => here.saveFile())] : []),
      ),
    );
    title.focus();
  }

  /** The carer owns the work, and can delete it. @param {Host} here */
  function deleting(here) {
    const sure = h(
      "div",
      { class: "cf-sure", hidden: true },
      h("p", { tabindex: -1 }, WORDS.deleteSure),
      h("p", {}, here.signedIn ? WORDS.deleteDesk : WORDS.deletePage),
      h(
        "div",
        { class: "cf-row" },
        button(WORDS.deleteYes, () => here.deleteAll()),
        button(WORDS.deleteNo, () => {
          sure.hidden = true;
          ask.focus();
        }, "main"),
      ),
    );
    const ask = button(WORDS.delete, () => {
      sure.hidden = false;
      /** @type {HTMLElement | null} */ (sure.querySelector("[tabindex]"))?.focus();
    }, "plain");
    away.replaceChildren(ask, sure);
  }

  /** @param {Host} here */
  function buttons(here) {
    if (here.place === "page") return fileButtons(here);
    if (here.signedIn) return [sendButton];
    return [h("a", { href: here.signIn, class: "cf-button cf-main" }, WORDS.signInToSend)];
  }

  /** @param {Host} here */
  function fileButtons(here) {
    const file = h("input", {
      type: "file",
      accept: ".json,application/json",
      hidden: true,
      onchange: () => {
        const [one] = file.files || [];
        if (one) void here.loadFile(one).then(() => (file.value = ""));
      },
    });
    return [
      button(WORDS.saveFile, () => checked(() => here.saveFile()), "main"),
      button(WORDS.loadFile, () => file.click()),
      file,
    ];
  }

  function show() {
    const here = host();
    if (!here) {
      above.replaceChildren(h("p", {}, WORDS.sendNotebook));
      return;
    }
    const { place, signedIn, sent, reply } = here;
    const last = sent.length && new Date(sent[sent.length - 1]);
    say(sendButton, sent.length ? WORDS.sendAgain : WORDS.send);
    const parts = [
      place === "page" && h("p", {}, WORDS.sendPage),
      place === "desk" && !signedIn && h("p", {}, WORDS.signInHelp),
      last && h("p", { class: "cf-sent" }, sentOn(last)),
      sent.length > 1 && h("p", {}, WORDS.sentTimes(sent.length)),
      reply && h("p", {}, h("a", { href: reply, class: "cf-button cf-quiet" }, WORDS.reply)),
    ];
    above.replaceChildren(...parts.filter((part) => part instanceof Node));
    const help = place === "page" ? WORDS.loadHelp : signedIn ? WORDS.sendHelp : "";
    below.replaceChildren(h("p", { class: "cf-small" }, help), missing(here));
    say(said, here.message);
  }

  /** @param {Host} here */
  function missing(here) {
    const list = here.missing();
    if (!list.length) return h("p", { class: "cf-small" }, WORDS.complete);
    return h("div", { class: "cf-missing" }, h("p", {}, WORDS.missing), h("ul", {}, ...list.map((one) => h("li", {}, one))));
  }

  show();
  if (here) deleting(here);
  model.on("change:host", show);
  return () => model.off("change:host", show);
}

/** @param {Date} when @returns {string} the carer's own clock, as the British write it */
const sentOn = (when) =>
  WORDS.sentOn(
    when.toLocaleDateString(LANG, { day: "numeric", month: "long", year: "numeric" }),
    when.toLocaleTimeString(LANG, { hour: "2-digit", minute: "2-digit" }),
  );
