/** Show a role-play: begin, scenes, ending, looking back. */
import { button, chip, h, newId, now, paragraphs } from "./build.js";
import { choices, gate, has, inTime, isEnding, isFinished, lastScene, marks, picksFit, walk } from "./rules.js";
import { textBox } from "./text-box.js";
import { thermometer } from "./thermometer.js";
import { WORDS } from "./words.js";
/** @import {Model, Moment, Pick, Run, Scenario, Scene} from "./types.js" */

/**
 * Words typed before a choice is made: kept for this visit only, so that a phone call loses nothing.
 * @param {string} place
 * @param {string} [text] keep this; without it, give what was kept
 * @returns {string}
 */
function draftOf(place, text) {
  const key = `connection-first/draft/${place}`;
  try {
    if (text === undefined) return sessionStorage.getItem(key) || "";
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  } catch {
    // Storage is blocked: the words stay in the box while the page is open.
  }
  return text || "";
}

/** A run's id: letters and digits, from the device's own chance. */
function newRunId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => (byte % 36).toString(36)).join("");
}

/**
 * Show a role-play: begin, scenes, ending, looking back. Runs only ever grow: going back and
 * choosing otherwise begins a new run with the earlier picks, so nothing is lost.
 * @param {Model} model
 * @param {HTMLElement} root
 */
export function rolePlay(model, root) {
  /** @type {Scenario} */
  const scenario = model.get("data");
  const child = scenario.child.name;
  const stage = h("div", { class: "cf-stage" });
  const live = h("p", { class: "cf-hidden", role: "status" });
  const titleId = newId();
  root.setAttribute("role", "region");
  root.setAttribute("aria-labelledby", titleId);
  root.append(h("h3", { class: "cf-title", id: titleId }, scenario.title), stage, live);

  /** @type {string} the run that is shown; empty before its first pick */
  let current = "";
  /** How many picks of it are shown; fewer after going back. */
  let at = 0;
  /** @type {"start" | "skipped" | "play"} */
  let screen = "start";
  let draft = "";
  let asked = false;

  const all = () => /** @type {Run[]} */ ((model.get("value") || {}).runs || []);
  const mine = () => all().filter((run) => picksFit(scenario, choices(run)));
  const run = () => all().find((one) => one.id === current);
  const picksShown = () => (run()?.picks || []).slice(0, at);

  /** @param {Run} changed */
  function keep(changed) {
    const runs = all();
    const known = runs.some((one) => one.id === changed.id);
    model.set("value", {
      runs: known ? runs.map((one) => (one.id === changed.id ? changed : one)) : [...runs, changed],
    });
    model.save_changes();
  }

  /** @param {string} choice */
  function pick(choice) {
    const scene = lastScene(scenario, choices({ ...blank(), picks: picksShown() }));
    const made = { scene, choice, own_words: draft.trim(), closest: "" };
    draftOf(`${scenario.name}/${scene}`, "");
    const old = run();
    const next = old && old.picks[at];
    if (next && next.choice === choice && (!made.own_words || made.own_words === next.own_words)) {
      // The same way as before: walk on along the run that is there.
      at += 1;
      show(true);
      return;
    }
    const base = old && at === old.picks.length ? old : { ...blank(), picks: picksShown() };
    const picks = [...base.picks, made];
    const ended = isFinished(scenario, picks.map((one) => one.choice)) ? now() : null;
    current = base.id;
    at = picks.length;
    keep({ ...base, picks, ended });
    show(true);
  }

  /** @returns {Run} */
  const blank = () => ({
    id: newRunId(),
    scenario: scenario.name,
    version: scenario.version,
    started: now(),
    ended: null,
    picks: [],
  });

  /** @param {number} place */
  function goTo(place) {
    at = place;
    show(true);
  }

  function startAgain() {
    current = "";
    screen = "play";
    goTo(0);
  }

  /** @param {boolean} byCarer whether the carer asked for it: then focus moves to the new text */
  function show(byCarer) {
    draft = "";
    asked = false;
    const name = lastScene(scenario, picksShown().map((one) => one.choice));
    const scene = scenario.scenes[name];
    const parts =
      screen === "start" ? start() : screen === "skipped" ? skipped() : isEnding(scene) ? ending(scene) : moment(scene);
    stage.replaceChildren(...parts);
    stage.classList.toggle("cf-moved", byCarer);
    if (!byCarer) return;
    const heading = /** @type {HTMLElement | null} */ (stage.querySelector("[tabindex='-1']"));
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: "start" });
    const heat = WORDS.temperature(child, scene.temperature);
    live.textContent = screen === "play" ? `${scene.text} ${heat}` : "";
  }

  /** @param {string} text @param {string} [kind] */
  const heading = (text, kind = "") => h("h4", { tabindex: -1, class: `cf-heading ${kind}` }, text);

  function start() {
    const begin = () => {
      screen = "play";
      show(true);
    };
    const skip = () => {
      screen = "skipped";
      show(true);
    };
    const { reviewed } = scenario;
    return [
      h(
        "p",
        { class: "cf-facts" },
        h("span", {}, WORDS.child(child, scenario.child.age)),
        h("span", {}, WORDS.minutes(scenario.minutes)),
      ),
      ...paragraphs(scenario.about),
      h(
        "div",
        { class: "cf-note" },
        heading(WORDS.before),
        ...paragraphs(scenario.content_note),
        h("p", { class: "cf-small" }, reviewed.length ? WORDS.reviewed(reviewed.join(", ")) : WORDS.notReviewed),
        h("p", { class: "cf-small" }, WORDS.invented),
      ),
      h("div", { class: "cf-row" }, button(WORDS.begin, begin, "main"), button(WORDS.skip, skip)),
    ];
  }

  function skipped() {
    const unskip = () => {
      screen = "start";
      show(true);
    };
    return [
      h("p", { tabindex: -1, class: "cf-heading-text" }, WORDS.skipped),
      h("div", { class: "cf-row" }, button(WORDS.unskip, unskip)),
    ];
  }

  /** What was chosen last, and what is said about it. */
  function answerTo() {
    const picks = picksShown();
    const last = picks[picks.length - 1];
    if (!last) return null;
    const { scene, choice } = walk(scenario, picks.map((one) => one.choice))[picks.length - 1];
    return h(
      "div",
      { class: "cf-answer" },
      h("p", { class: "cf-label" }, WORDS.chose),
      h("p", { class: "cf-said" }, choice.text),
      last.own_words && h("p", { class: "cf-label" }, WORDS.ownWords),
      last.own_words && h("p", { class: "cf-own" }, last.own_words),
      last.own_words && closest(scene, picks.length - 1, last),
      h("div", { class: "cf-feedback" }, ...paragraphs(choice.feedback)),
    );
  }

  /** @param {Scene} scene @param {number} place @param {Pick} made */
  function closest(scene, place, made) {
    const id = newId();
    const list = h(
      "select",
      {
        id,
        onchange: () => {
          const old = run();
          if (!old) return;
          const picks = old.picks.map((one, i) => (i === place ? { ...one, closest: list.value } : one));
          keep({ ...old, picks });
        },
      },
      h("option", { value: "" }, WORDS.closestNone),
      ...Object.entries(scene.choices || {}).map(([name, choice]) =>
        h("option", { value: name, selected: name === made.closest }, choice.text),
      ),
    );
    return h("div", { class: "cf-field" }, h("label", { for: id }, WORDS.closest), list);
  }

  /** The child's thermometer now, and what it was before the last choice. @param {Scene} scene */
  function heat(scene) {
    const moments = walk(scenario, picksShown().map((one) => one.choice));
    const before = moments.length ? moments[moments.length - 1].scene.temperature : undefined;
    return thermometer(child, scene.temperature, before);
  }

  /** @param {Scene} scene */
  function moment(scene) {
    const replies = h("div", { class: "cf-replies" });
    const chosen = run()?.picks[at];
    const offer = () => {
      const list = Object.entries(scene.choices || {}).map(([name, choice]) =>
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", class: "cf-choice", "data-choice": name, onclick: () => pick(name) },
            choice.text,
            chosen?.choice === name && h("span", { class: "cf-before" }, WORDS.choseBefore),
          ),
        ),
      );
      const now = h("h5", { tabindex: -1, class: "cf-now" }, WORDS.now);
      replies.replaceChildren(
        ...(draft.trim() ? [h("p", { class: "cf-label" }, WORDS.ownWords), h("p", { class: "cf-own" }, draft.trim())] : []),
        now,
        h("ul", { class: "cf-choices" }, ...list),
      );
      if (asked) now.focus();
    };
    if (scene.ask) {
      const place = `${scenario.name}/${lastScene(scenario, picksShown().map((one) => one.choice))}`;
      const text = draftOf(place) || chosen?.own_words || "";
      draft = text;
      const { whole } = textBox({ label: scene.ask, help: `${WORDS.askHelp} ${WORDS.makeUp}`, rows: 3, text }, (words) => {
        draft = draftOf(place, words);
      });
      const go = () => {
        asked = true;
        offer();
      };
      const skip = () => {
        draft = draftOf(place, "");
        go();
      };
      replies.append(
        h("div", { class: "cf-ask" }, whole, h("div", { class: "cf-row" }, button(WORDS.showChoices, go, "main"), button(WORDS.skipAsk, skip))),
      );
    } else offer();
    const finished = mine().some((one) => one.id === current && one.ended && at < one.picks.length);
    return [
      heading(WORDS.moment(at + 1)),
      answerTo(),
      h("div", { class: "cf-scene" }, ...paragraphs(scene.text)),
      heat(scene),
      replies,
      (at > 0 || finished) && h(
        "div",
        { class: "cf-row cf-ways" },
        at > 0 && button(WORDS.back, () => goTo(at - 1)),
        at > 0 && button(WORDS.again, startAgain),
        finished && button(WORDS.toDebrief, () => goTo(run()?.picks.length || 0)),
      ),
    ].filter((part) => part instanceof Node);
  }

  // -- The ending, and looking back --

  /** @param {Scene} scene */
  function ending(scene) {
    const picks = picksShown();
    const names = picks.map((one) => one.choice);
    const moments = walk(scenario, names);
    const { open, reasons } = gate(scenario, names);
    const earned = marks(scenario, names);
    const before = timeBefore();
    return [
      heading(scene.title || WORDS.ending, "cf-ending"),
      answerTo(),
      h("div", { class: "cf-scene" }, ...paragraphs(scene.text)),
      heat(scene),
      thought(scene),
      h("div", { class: "cf-take" }, h("h5", {}, WORDS.takeAway), ...paragraphs(scene.debrief || "")),
      !open &&
        h(
          "div",
          { class: "cf-notyet" },
          h("h5", {}, WORDS.notYet),
          h("p", {}, WORDS.notYetWhy(child)),
          h("ul", {}, ...reasons.map((reason) => h("li", {}, reason))),
        ),
      safeguarding(),
      h("h4", { class: "cf-heading" }, WORDS.looking),
      h("p", { class: "cf-help" }, WORDS.lookingHelp(child)),
      h("ol", { class: "cf-script" }, ...moments.map((one, i) => lookedBack(one, picks[i], i))),
      h("h4", { class: "cf-heading" }, WORDS.order),
      h("ol", { class: "cf-steps" }, ...moments.map(({ choice }) => h("li", {}, chip(choice.step)))),
      "order" in earned && h("p", {}, WORDS.orderSaid[earned.order](child)),
      h("h4", { class: "cf-heading" }, WORDS.profile),
      h("p", { class: "cf-help" }, WORDS.profileHelp),
      profile(earned),
      before && beside(before, moments, earned),
      h(
        "div",
        { class: "cf-row cf-ways" },
        button(WORDS.playAgain, startAgain, "main"),
        button(WORDS.back, () => goTo(at - 1)),
        h("p", { class: "cf-small" }, WORDS.keptAll),
      ),
    ].filter((part) => part instanceof Node);
  }

  /** @param {Scene} scene */
  const thought = (scene) =>
    h(
      "div",
      { class: "cf-thought" },
      h("p", { class: "cf-label" }, WORDS.thought(child)),
      h("blockquote", {}, ...paragraphs(scene.inside)),
    );

  function safeguarding() {
    const { says, tell, by } = scenario.line;
    return h(
      "div",
      { class: "cf-line" },
      h("h5", {}, WORDS.line),
      h("p", {}, says),
      h("dl", {}, h("dt", {}, WORDS.lineTell), h("dd", {}, tell), h("dt", {}, WORDS.lineBy), h("dd", {}, by)),
    );
  }

  /** @param {Moment} one @param {Pick} made @param {number} place */
  function lookedBack({ scene, pick, choice }, made, place) {
    const others = Object.entries(scene.choices || {}).filter(([name]) => name !== pick);
    const near = made.closest && has(scene.choices || {}, made.closest) && (scene.choices || {})[made.closest];
    return h(
      "li",
      {},
      h("h5", {}, WORDS.moment(place + 1)),
      h("div", { class: "cf-scene" }, ...paragraphs(scene.text)),
      thermometer(child, scene.temperature),
      thought(scene),
      h(
        "div",
        { class: "cf-you" },
        h("p", { class: "cf-label" }, WORDS.youDid, " ", chip(choice.step)),
        h("p", { class: "cf-said" }, choice.text),
        made.own_words && h("p", { class: "cf-label" }, WORDS.ownWords),
        made.own_words && h("p", { class: "cf-own" }, made.own_words),
        near && h("p", { class: "cf-small" }, `${WORDS.closestWas} ${near.text}`),
      ),
      h("div", { class: "cf-feedback" }, ...paragraphs(choice.feedback)),
      h(
        "details",
        {},
        h("summary", {}, WORDS.roads(others.length)),
        h(
          "ul",
          {},
          ...others.map(([, other]) =>
            h("li", {}, h("p", { class: "cf-said" }, other.text), chip(other.step), ...paragraphs(other.feedback)),
          ),
        ),
      ),
      button(WORDS.rewind, () => goTo(place), "quiet", WORDS.rewindLabel(place + 1)),
    );
  }

  /** @param {Record<string, number>} earned */
  const profile = (earned) =>
    h(
      "ul",
      { class: "cf-profile" },
      ...Object.entries(scenario.best).map(([name, most]) => {
        const fill = h("span", { class: "cf-fill" });
        fill.style.width = `${(100 * earned[name]) / most}%`;
        const [label, ...said] = WORDS.criteria[name];
        return h(
          "li",
          {},
          h("span", { class: "cf-name" }, h("strong", {}, label), " ", h("span", {}, said[Math.min(earned[name], said.length - 1)])),
          h("span", { class: "cf-of" }, WORDS.of(earned[name], most)),
          h("span", { class: "cf-bar", "aria-hidden": "true" }, fill),
        );
      }),
    );

  /** The finished run before the one shown, if there is one. */
  function timeBefore() {
    const done = inTime(mine().filter((one) => isFinished(scenario, choices(one))));
    return done[done.findIndex((one) => one.id === current) - 1];
  }

  /** @param {Run} old @param {Moment[]} moments @param {Record<string, number>} earned */
  function beside(old, moments, earned) {
    const then = marks(scenario, choices(old));
    /** @param {string} title @param {Moment[]} list */
    const column = (title, list) =>
      h(
        "div",
        {},
        h("h5", {}, title),
        h("ol", {}, ...list.map(({ choice }) => h("li", {}, chip(choice.step), " ", choice.text))),
      );
    const rows = Object.entries(scenario.best).map(([name, most]) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, WORDS.criteria[name][0]),
        h("td", {}, WORDS.of(earned[name], most)),
        h("td", {}, WORDS.of(then[name], most)),
      ),
    );
    return h(
      "div",
      {},
      h("h4", { class: "cf-heading" }, WORDS.compare),
      h(
        "div",
        { class: "cf-beside" },
        column(WORDS.thisTime, moments),
        column(WORDS.timeBefore, walk(scenario, choices(old))),
      ),
      h(
        "table",
        {},
        h("caption", {}, WORDS.profile),
        h("thead", {}, h("tr", {}, h("td"), h("th", { scope: "col" }, WORDS.thisTime), h("th", { scope: "col" }, WORDS.timeBefore))),
        h("tbody", {}, ...rows),
      ),
    );
  }

  /** Show the latest run again, as far as it went. */
  function restore() {
    const runs = inTime(mine());
    const last = runs[runs.length - 1];
    if (last && last.picks.length) {
      screen = "play";
      current = last.id;
      at = last.picks.length;
    }
    show(false);
  }

  const heard = () => {
    // From another tab or the desk: never move what a carer is reading, unless it grew elsewhere.
    const shown = run();
    if (screen === "start" && mine().length) restore();
    else if (shown && shown.picks.length > length && at === length && !stage.contains(focused())) {
      at = shown.picks.length;
      show(false);
    }
    length = run()?.picks.length || 0;
  };
  const focused = () => /** @type {Document | ShadowRoot} */ (root.getRootNode()).activeElement;
  let length = 0;
  restore();
  length = run()?.picks.length || 0;
  model.on("change:value", heard);
  return () => model.off("change:value", heard);
}
