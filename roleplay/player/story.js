/**
 * Play a role-play: begin, moments, ending. Runs only ever grow: going back and choosing otherwise
 * begins a new run with the earlier picks, so nothing is lost.
 */
import { button, h, newId, now, paragraphs } from "./build.js";
import { closest } from "./closest.js";
import { lookBack } from "./debrief.js";
import { draftOf } from "./drafts.js";
import { earlierRuns } from "./earlier.js";
import { example } from "./example.js";
import { isHeldBack, isInvented } from "./privacy.js";
import { choices, inTime, isEnding, isFinished, lastScene, picksFit, scriptOf, walk } from "./rules.js";
import { textBox } from "./text-box.js";
import { thermometer } from "./thermometer.js";
import { WORDS } from "./words.js";
/** @import {Model, Play, Run, Scenario, Scene} from "./types.js" */

/** A run's id: letters and digits, from the device's own chance. */
export function newRunId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => (byte % 36).toString(36)).join("");
}

/** Every text a carer reads in a scenario. @param {Scenario} scenario */
const textsOf = ({ title, about, child, scenes }) => [
  title,
  about,
  child.name,
  ...Object.values(scenes).flatMap(({ text, choices }) => [text, ...Object.values(choices || {}).map((one) => one.text)]),
];

/**
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
  isInvented(() => textsOf(scenario));
  root.setAttribute("role", "region");
  root.setAttribute("aria-labelledby", titleId);
  root.append(h("h3", { class: "cf-title", id: titleId }, scenario.title), stage, live);

  /** @type {string} the run that is shown; empty before its first pick */
  let current = "";
  /** How many picks of it are shown; fewer after going back. */
  let at = 0;
  /** @type {"start" | "skipped" | "example" | "play"} */
  let screen = "start";
  let exampleAt = 0;
  let draft = "";
  let asked = false;
  let telling = 0;
  /** @type {MediaQueryList | undefined} heard only where something is folded: asking costs a phone a look at the page */
  let print;
  /** @type {(() => void)[]} what must stop when another screen is shown */
  let stops = [];

  const all = () => /** @type {Run[]} */ ((model.get("value") || {}).runs || []);
  const mine = () => all().filter((run) => picksFit(scenario, choices(run)));
  const run = () => all().find((one) => one.id === current);
  const picksShown = () => (run()?.picks || []).slice(0, at);

  /** @param {Run} changed */
  function keep(changed) {
    const runs = all();
    const known = runs.some((one) => one.id === changed.id);
    model.set("value", {
      ...model.get("value"),
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
    const names = picks.map((one) => one.choice);
    const ends = isFinished(scenario, names);
    current = base.id;
    at = picks.length;
    keep({ ...base, picks, ended: ends ? now() : null, script: ends ? scriptOf(scenario, names) : null });
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
    script: null,
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

  /** @param {"start" | "skipped" | "example" | "play"} next */
  function turnTo(next) {
    screen = next;
    show(true);
  }

  /** @param {boolean} byCarer whether the carer asked for it: then focus moves to the new text */
  function show(byCarer) {
    draft = "";
    asked = false;
    stops.forEach((stop) => stop());
    stops = [];
    const scene = scenario.scenes[lastScene(scenario, picksShown().map((one) => one.choice))];
    const ends = screen === "play" && isEnding(scene);
    const screens = { start, skipped, example: showExample, play: () => (ends ? lookBack(play, scene) : moment(scene)) };
    root.dataset.screen = ends ? "ending" : screen;
    // One new box for each screen: it comes in as one, and a phone has one thing to move.
    stage.replaceChildren(h("div", { class: byCarer && "cf-moved" }, ...screens[screen]()));
    if (!print && stage.querySelector("details")) {
      print = matchMedia("print");
      print.addEventListener("change", forPaper);
    }
    if (!byCarer) return;
    const told = screen === "play" ? `${scene.text} ${WORDS.temperature(child, scene.temperature)}` : "";
    const heading = /** @type {HTMLElement | null} */ (stage.querySelector("[tabindex='-1']"));
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: "start" });
    // Read out once the focus has moved: nothing that is seen waits for it.
    clearTimeout(telling);
    telling = setTimeout(() => (live.textContent = told), 50);
  }

  /** @param {string} text @param {string} [kind] */
  const heading = (text, kind = "") => h("h4", { tabindex: -1, class: `cf-heading ${kind}` }, text);

  function start() {
    const { reviewed } = scenario;
    const isNew = !(model.get("played") || all().some((one) => one.ended));
    const showMe = () => {
      exampleAt = 0;
      turnTo("example");
    };
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
      isNew && h("p", { class: "cf-small" }, WORDS.newHere),
      h(
        "div",
        { class: "cf-row" },
        button(WORDS.begin, () => turnTo("play"), "main"),
        isNew && button(WORDS.exampleFirst, showMe),
        button(WORDS.skip, () => turnTo("skipped")),
      ),
      earlierRuns(scenario, all()),
    ].filter((part) => part instanceof Node);
  }

  const skipped = () => [
    h("p", { tabindex: -1, class: "cf-heading-text" }, WORDS.skipped),
    h("div", { class: "cf-row" }, button(WORDS.unskip, () => turnTo("start"))),
  ];

  const showExample = () => {
    const next = () => {
      exampleAt += 1;
      show(true);
    };
    return example(play, (model.get("others") || [])[0], exampleAt, next, () => turnTo("play"));
  };

  /** What was chosen last, and what is said about it. */
  function answerTo() {
    const picks = picksShown();
    const last = picks[picks.length - 1];
    if (!last) return null;
    const { scene, choice } = walk(scenario, picks.map((one) => one.choice))[picks.length - 1];
    const near = (/** @type {string} */ name) => {
      const old = run();
      const place = picks.length - 1;
      if (old) keep({ ...old, picks: old.picks.map((one, i) => (i === place ? { ...one, closest: name } : one)) });
    };
    return h(
      "div",
      { class: "cf-answer" },
      h("p", { class: "cf-label" }, WORDS.chose),
      h("p", { class: "cf-said" }, choice.text),
      h("div", { class: "cf-feedback" }, ...paragraphs(choice.feedback)),
      last.own_words && closest(scene, last, near),
    );
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
    if (scene.ask) ask(scene.ask, replies, chosen?.own_words || "", offer);
    else offer();
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

  /** Where a draft belongs: this scene of this role-play. */
  const placeOf = () => `${scenario.name}/${lastScene(scenario, picksShown().map((one) => one.choice))}`;

  /**
   * The carer's own words, before the choices appear.
   * @param {string} question @param {HTMLElement} replies @param {string} text @param {() => void} offer
   */
  function ask(question, replies, text, offer) {
    const place = placeOf();
    draft = text;
    const stop = h("p", { class: "cf-warning", role: "status" });
    const made = textBox({ label: question, help: `${WORDS.askHelp} ${WORDS.makeUp}`, rows: 3, text }, (words) => {
      draft = draftOf(place, words);
      if (!isHeldBack(words)) stop.textContent = "";
    });
    const go = () => {
      if (isHeldBack(draft)) {
        stop.textContent = WORDS.takeOutFirst;
        made.box.focus();
        return;
      }
      asked = true;
      offer();
    };
    const skip = () => {
      draft = "";
      asked = true;
      offer();
    };
    replies.append(
      h(
        "div",
        { class: "cf-ask" },
        made.whole,
        stop,
        h("div", { class: "cf-row" }, button(WORDS.showChoices, go, "main"), button(WORDS.skipAsk, skip)),
      ),
    );
    // A phone takes a moment to find what was typed before; the question need not wait for it.
    const typed = setTimeout(() => {
      const kept = draftOf(place);
      if (!kept || draft !== text || asked) return;
      made.box.value = draft = kept;
      made.look(kept);
    });
    stops.push(() => clearTimeout(typed));
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
  /** On paper everything is open; afterwards it is folded as it was. @param {MediaQueryListEvent} event */
  const forPaper = ({ matches }) => {
    for (const one of stage.querySelectorAll("details")) {
      if (matches) one.dataset.was = String(one.open);
      one.open = matches || one.dataset.was === "true";
    }
  };
  const focused = () => /** @type {Document | ShadowRoot} */ (root.getRootNode()).activeElement;
  /** @type {Play} */
  const play = {
    model,
    scenario,
    child,
    run,
    mine,
    all,
    picksShown,
    goTo,
    startAgain,
    heading,
    answerTo,
    heat,
    at: () => at,
    stopWith: (stop) => stops.push(stop),
  };
  let length = 0;
  restore();
  length = run()?.picks.length || 0;
  model.on("change:value", heard);
  return () => {
    stops.forEach((stop) => stop());
    print?.removeEventListener("change", forPaper);
    model.off("change:value", heard);
  };
}
