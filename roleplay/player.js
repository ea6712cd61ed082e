/**
 * The player: one part of a page, shown and played. It draws with textContent only, asks no
 * server for anything, and keeps nothing itself: each change goes to its host through `model`.
 * Hosts: widget.py (a notebook) and page.js (a page of the book). Shapes: docs/formats.md.
 *
 * @typedef {"settle" | "safe" | "connect" | "correct" | "repair"} Step
 * @typedef {{text: string, step: Step, feedback: string, leads_to: string,
 *   pace?: Record<string, number>, limit?: boolean, line?: string | null, harm?: string | null}} Choice
 * @typedef {{text: string, temperature: number, inside: string, ask?: string | null,
 *   title?: string | null, debrief?: string | null, choices?: Record<string, Choice>}} Scene
 * @typedef {{name: string, title: string, version: string, child: {name: string, age: number},
 *   minutes: number, about: string, content_note: string, reviewed: string[], start: string,
 *   line: {says: string, tell: string, by: string, needed: boolean},
 *   best: Record<string, number>, scenes: Record<string, Scene>, message?: string}} Scenario
 * @typedef {{scene: string, choice: string, own_words: string, closest: string}} Pick
 * @typedef {{id: string, scenario: string, version: string, started: string,
 *   ended: string | null, picks: Pick[]}} Run
 * @typedef {{name: string, scene: Scene, pick: string, choice: Choice}} Moment
 * @typedef {{place: "page" | "desk", signedIn: boolean, signIn: string, sent: string[],
 *   reply: string | null, message: string, missing: () => string[], saveFile: () => void,
 *   loadFile: (file: File) => Promise<void>, send: () => Promise<void>}} Host
 * @typedef {{get: (name: string) => any, set: (name: string, value: any) => void,
 *   save_changes: () => void, on: (event: string, callback: () => void) => void,
 *   off: (event: string, callback: () => void) => void}} Model
 */

/** Every word a carer sees that does not come from a scenario or a page. */
export const WORDS = {
  minutes: (/** @type {number} */ n) => (n === 1 ? "About 1 minute" : `About ${n} minutes`),
  child: (/** @type {string} */ name, /** @type {number} */ age) => `${name}, aged ${age}`,
  invented: "Every child here is made up.",
  before: "Before you start",
  notReviewed:
    "Nobody outside the writing team has reviewed this role-play yet. Please read it with that in mind, and talk it over with your trainer.",
  reviewed: (/** @type {string} */ who) => `Reviewed by ${who}.`,
  begin: "Begin",
  skip: "Skip this one",
  skipped: "You have skipped this role-play. That costs you nothing.",
  unskip: "Show it again",
  moment: (/** @type {number} */ n) => `Moment ${n}`,
  chose: "What you said or did",
  temperature: (/** @type {string} */ name, /** @type {number} */ n) =>
    `${name}'s temperature: ${n} of 10, ${n > 7 ? "very hot" : n > 5 ? "hot" : n > 3 ? "warm" : n > 1 ? "settled" : "calm"}`,
  cooler: (/** @type {number} */ n) => `It has come down from ${n}.`,
  hotter: (/** @type {number} */ n) => `It has gone up from ${n}.`,
  askHelp: "This is never marked. It is kept with your work, so your trainer can read it if you send that.",
  showChoices: "Show the choices",
  skipAsk: "Skip",
  ownWords: "Your own words",
  now: "What do you say or do now?",
  choseBefore: "You chose this before.",
  closest: "Which one is closest to your own words? (if you like)",
  closestNone: "None of them, or not sure",
  back: "Go back one step",
  again: "Start again",
  playAgain: "Play again",
  toDebrief: "Back to looking back",
  ending: "How it ended",
  takeAway: "To take with you",
  notYet: "Not yet, talk with your trainer",
  notYetWhy: (/** @type {string} */ child) =>
    `This is about keeping ${child} safe. It says nothing about you as a carer. Please talk about this with your trainer:`,
  line: "The safeguarding line",
  lineTell: "Whom to tell",
  lineBy: "How fast",
  looking: "Looking back, moment by moment",
  lookingHelp: (/** @type {string} */ child) =>
    `Now you can also see what ${child} was thinking.`,
  thought: (/** @type {string} */ child) => `What ${child} was thinking`,
  youDid: "You",
  closestWas: "Closest to your own words:",
  roads: (/** @type {number} */ n) => (n === 1 ? "The road not taken" : `The ${n} roads not taken`),
  rewind: "Rewind to here",
  rewindLabel: (/** @type {number} */ n) => `Rewind to here: moment ${n}`,
  order: "The order of my steps",
  orderSaid: [
    (/** @type {string} */ child) =>
      `This time no step met ${child}'s feeling. Connection before correction: next time, I can try to connect first.`,
    (/** @type {string} */ child) =>
      `I corrected first, and then I found my way to ${child}. Connection before correction: next time, I can try to connect first.`,
    (/** @type {string} */ child) =>
      `I connected first. ${child} could feel understood before being asked for anything. That is connection before correction.`,
  ],
  profile: "What my replies carried",
  profileHelp:
    "The same measure for every way through. It is a picture to talk about, not a total.",
  of: (/** @type {number} */ n, /** @type {number} */ most) => `${n} of ${most}`,
  compare: "Beside the time before",
  thisTime: "This time",
  timeBefore: "The time before",
  kept: "Kept",
  keptAll: "All your tries are kept.",
  makeUp: "Make the child up. If a real child could be recognised, delete it.",
  identifying: (/** @type {string} */ what) =>
    `This looks like it has ${what} in it. If it belongs to a real person, please take it out.`,
  found: {
    email: "an e-mail address",
    phone: "a phone number",
    postcode: "a postcode",
    nhs: "an NHS number",
  },
  if: "If",
  then: "then I will first",
  send: "Send to my trainer",
  sendNotebook: "When you are ready, hand in this work with the Submit button of the Assignment list.",
  sendPage:
    "Your work is kept on this device only. To let your trainer read it, save a file and give it to them, for example by e-mail.",
  saveFile: "Save a file for my trainer",
  loadFile: "Load a file",
  loadHelp: "You can load a file you saved earlier, or on another device. Nothing here is lost.",
  signInToSend: "Sign in to send",
  signInHelp: "Your work is kept on this device. Sign in to keep it on the course desk and send it.",
  sendAgain: "Send again",
  sendHelp: "You can send as often as you like. The newest one counts, and none is lost.",
  sentOn: (/** @type {string} */ date, /** @type {string} */ time) => `Sent on ${date} at ${time}`,
  sentTimes: (/** @type {number} */ n) => `You have sent this ${n} times.`,
  reply: "Read the reply from my trainer",
  missing: "Still empty (you can send anyway):",
  complete: "Everything is filled in.",
  steps: {
    settle: "Settle me",
    safe: "Make safe",
    connect: "Connect",
    correct: "Correct",
    repair: "Repair",
  },
  /** For each criterion its name, and what to say for 0, 1, 2 … points (the last for more). */
  criteria: /** @type {Record<string, string[]>} */ ({
    playfulness: ["Playfulness", "To try: a light touch", "I kept it light when it helped"],
    acceptance: ["Acceptance", "To try: letting the feeling be there", "I let the feeling be there"],
    curiosity: ["Curiosity", "To try: a gentle wondering", "I wondered, gently"],
    empathy: ["Empathy", "To try: being alongside the feeling", "I was alongside the feeling"],
    order: [
      "Connection first",
      "To try: connecting before anything is asked",
      "I corrected first, and connected later",
      "I connected before I corrected",
    ],
    limit: [
      "The second hand",
      "To try: a clear, kind limit",
      "I set a limit, before we had connected",
      "I set a clear, kind limit once we had connected",
    ],
    repair: ["Repair", "To try: putting things right between us", "I put things right between us"],
  }),
};

// ---- What a run is: the twin of routes.py and scoring.py -------------------------------------

const PACE = ["playfulness", "acceptance", "curiosity", "empathy"];
const has = (/** @type {object} */ object, /** @type {string} */ key) =>
  Object.prototype.hasOwnProperty.call(object, key);

/**
 * Give each scene the carer met with the choice made there.
 * @param {Scenario} scenario
 * @param {string[]} picks
 * @returns {Moment[]}
 * @throws {RangeError} the scene reached has no choice of that name
 */
export function walk(scenario, picks) {
  let name = scenario.start;
  return picks.map((pick) => {
    const scene = scenario.scenes[name];
    if (!scene.choices || !has(scene.choices, pick)) throw new RangeError(`no choice ${pick}`);
    const moment = { name, scene, pick, choice: scene.choices[pick] };
    name = moment.choice.leads_to;
    return moment;
  });
}

/**
 * Name the scene a run has come to.
 * @param {Scenario} scenario
 * @param {string[]} picks
 */
export function lastScene(scenario, picks) {
  const moments = walk(scenario, picks);
  return moments.length ? moments[moments.length - 1].choice.leads_to : scenario.start;
}

/**
 * Say whether these picks can be walked in this version of the scenario.
 * @param {Scenario} scenario
 * @param {string[]} picks
 */
export function picksFit(scenario, picks) {
  try {
    lastScene(scenario, picks);
    return true;
  } catch {
    return false;
  }
}

/**
 * Say whether the picks fit and lead to an ending.
 * @param {Scenario} scenario
 * @param {string[]} picks
 */
export function isFinished(scenario, picks) {
  return picksFit(scenario, picks) && isEnding(scenario.scenes[lastScene(scenario, picks)]);
}

/** @param {Scene} scene */
const isEnding = (scene) => !scene.choices || Object.keys(scene.choices).length === 0;

/**
 * Give the points a run earned by criterion, each between 0 and the best.
 * @param {Scenario} scenario
 * @param {string[]} picks
 * @returns {Record<string, number>}
 */
export function marks(scenario, picks) {
  /** @type {Record<string, number>} */
  const earned = { order: 0, limit: 0, repair: 0 };
  for (const letter of PACE) earned[letter] = 0;
  let connected = false;
  let correctedFirst = false;
  for (const { choice } of walk(scenario, picks)) {
    for (const letter of PACE) earned[letter] += (choice.pace || {})[letter] || 0;
    if (choice.step === "correct" && !connected) correctedFirst = true;
    // The second hand counts in full only when it follows warmth.
    if (choice.limit) earned.limit = Math.max(earned.limit, connected ? 2 : 1);
    if (choice.step === "repair") earned.repair = 1;
    if (choice.step === "connect") connected = true;
  }
  earned.order = connected ? (correctedFirst ? 1 : 2) : 0;
  /** @type {Record<string, number>} */
  const result = {};
  for (const name of Object.keys(scenario.best))
    result[name] = Math.min(earned[name], scenario.best[name]);
  return result;
}

/**
 * Say whether a run kept the child safe, and if not, why.
 * @param {Scenario} scenario
 * @param {string[]} picks
 * @returns {{open: boolean, reasons: string[]}}
 */
export function gate(scenario, picks) {
  const moments = walk(scenario, picks);
  const reasons = moments.flatMap(({ choice }) => (choice.harm ? [choice.harm] : []));
  const { says, tell, by, needed } = scenario.line;
  if (needed && !moments.some(({ choice }) => choice.line === "met"))
    reasons.push(`${says} Tell ${tell}: ${by}.`);
  return { open: reasons.length === 0, reasons };
}

/**
 * Give the place of the run that counts (-1 if none is finished):
 * gate open first, then most points, then the latest.
 * @param {Scenario} scenario
 * @param {Run[]} runs
 */
export function bestRunIndex(scenario, runs) {
  let best = -1;
  /** @type {[number, number, string]} */
  let most = [-1, -1, ""];
  runs.forEach((run, place) => {
    const picks = choices(run);
    if (run.scenario !== scenario.name || !isFinished(scenario, picks)) return;
    const points = Object.values(marks(scenario, picks)).reduce((a, b) => a + b, 0);
    /** @type {[number, number, string]} */
    const worth = [Number(gate(scenario, picks).open), points, run.started];
    const first = worth.findIndex((part, i) => part !== most[i]);
    if (first < 0 || worth[first] > most[first]) [best, most] = [place, worth];
  });
  return best;
}

/** @param {Run} run */
const choices = (run) => run.picks.map((pick) => pick.choice);

/**
 * Name what in a text could point to a real person. It can be wrong: point out, never block.
 * @param {string} text
 * @returns {string[]}
 */
export function identifying(text) {
  /** @type {Set<string>} */
  const found = new Set();
  if (/[^\s@<>"']+@[^\s@<>"']+\.[a-z]{2,}/i.test(text)) found.add(WORDS.found.email);
  if (/\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b/i.test(text)) found.add(WORDS.found.postcode);
  for (const [run] of text.matchAll(/[+(]?\d(?:[\s().-]{0,2}\d){8,14}/g)) {
    const digits = run.replace(/\D/g, "").replace(/^(00)?44(?=\d{9,11}$)/, "0").replace(/^00/, "0");
    if (/^0\d{9,10}$/.test(digits)) found.add(WORDS.found.phone);
    else if (/^\d{10}$/.test(digits) && isNhsNumber(digits)) found.add(WORDS.found.nhs);
  }
  return [...found];
}

/** @param {string} digits ten of them; the last one checks the others (modulus 11) */
function isNhsNumber(digits) {
  const sum = [...digits.slice(0, 9)].reduce((all, digit, i) => all + Number(digit) * (10 - i), 0);
  return (11 - (sum % 11)) % 11 === Number(digits[9]);
}

// ---- Building what is seen --------------------------------------------------------------------

let counter = 0;
const newId = () => `cf-${(counter += 1)}-${Math.random().toString(36).slice(2, 7)}`;
const now = () => new Date().toISOString();

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
 * Make an element. Text is always text: no markup is ever read from data.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes] `onclick` and the like are listeners; false is left out
 * @param {...(Node | string | null | false | undefined)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined && value !== null)
      element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child || child === "").map((child) => child || ""));
  return element;
}

/** @param {string} text a blank line makes a new paragraph */
const paragraphs = (text) =>
  text
    .split(/\n\s*\n/)
    .filter((part) => part.trim())
    .map((part) => h("p", {}, part.trim()));

/** @param {string} text @param {() => void} onclick @param {string} [kind] @param {string} [label] */
const button = (text, onclick, kind = "quiet", label) =>
  h("button", { type: "button", class: `cf-button cf-${kind}`, onclick, "aria-label": label }, text);

/** @param {Step} step */
const chip = (step) => h("span", { class: `cf-chip cf-step-${step}` }, WORDS.steps[step]);

/**
 * Draw the child's emotional thermometer, with the same in words beside it.
 * @param {string} child
 * @param {number} n 0-10
 * @param {number} [before] what it was a moment ago
 */
function thermometer(child, n, before = n) {
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(NS, "svg");
  /** @param {string} tag @param {Record<string, string | number>} attributes */
  const draw = (tag, attributes) => {
    const shape = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, String(value));
    svg.append(shape);
  };
  svg.setAttribute("viewBox", "0 0 248 28");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "cf-thermometer");
  svg.dataset.heat = n > 5 ? "hot" : n > 3 ? "warm" : "calm";
  draw("rect", { class: "cf-tube", x: 8, y: 8, width: 236, height: 12, rx: 6 });
  draw("circle", { class: "cf-tube", cx: 14, cy: 14, r: 13 });
  draw("circle", { class: "cf-heat", cx: 14, cy: 14, r: 9 });
  draw("rect", { class: "cf-heat", x: 14, y: 10.5, width: 10 + n * 21, height: 7, rx: 3.5 });
  for (let i = 1; i < 10; i += 1)
    draw("line", { class: "cf-tick", x1: 24 + i * 21, x2: 24 + i * 21, y1: 20, y2: i === 5 ? 27 : 24 });
  if (before !== n)
    draw("line", { class: "cf-was", x1: 24 + before * 21, x2: 24 + before * 21, y1: 3, y2: 25 });
  return h(
    "div",
    { class: "cf-temperature" },
    svg,
    h(
      "p",
      {},
      h("strong", {}, WORDS.temperature(child, n)),
      before > n && ` ${WORDS.cooler(before)}`,
      before < n && ` ${WORDS.hotter(before)}`,
    ),
  );
}

/**
 * A place for a few words that appear by themselves, read out politely.
 * @param {string} [kind]
 */
const status = (kind = "cf-status") => h("p", { class: kind, role: "status" });

/** @param {HTMLElement} element @param {string} text */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * A labelled box for the carer's own text, with a word when it could name a real person.
 * @param {{label: string, help?: string, rows?: number, text: string}} about
 * @param {(text: string) => void} changed
 */
function textBox({ label, help, rows = 4, text }, changed) {
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

/**
 * Keep the part in the page's colours, light or dark, and stop when it is taken away.
 * @param {HTMLElement} root
 */
function followTheme(root) {
  const page = document.documentElement;
  const media = matchMedia("(prefers-color-scheme: dark)");
  const look = () => {
    const lab = document.body && document.body.dataset.jpThemeLight;
    const named = page.dataset.theme || (lab && (lab === "false" ? "dark" : "light"));
    root.dataset.theme = named || (media.matches ? "dark" : "light");
  };
  const watcher = new MutationObserver(look);
  const watched = { attributes: true, attributeFilter: ["data-theme", "data-jp-theme-light"] };
  watcher.observe(page, watched);
  watcher.observe(document.body, watched);
  media.addEventListener("change", look);
  look();
  return () => {
    watcher.disconnect();
    media.removeEventListener("change", look);
  };
}

// ---- The role-play ------------------------------------------------------------------------------

/**
 * Show a role-play: begin, scenes, ending, looking back. Runs only ever grow: going back and
 * choosing otherwise begins a new run with the earlier picks, so nothing is lost.
 * @param {Model} model
 * @param {HTMLElement} root
 */
function rolePlay(model, root) {
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

/** @param {Run[]} runs */
const inTime = (runs) => [...runs].sort((a, b) => (a.started < b.started ? -1 : a.started > b.started ? 1 : 0));

// ---- Own words, and the plan -------------------------------------------------------------------

/**
 * Show one or more boxes whose text is kept as it is typed.
 * @param {Model} model
 * @param {HTMLElement} root
 * @param {{key: string, label: string, help?: string, rows?: number}[]} boxes
 */
function written(model, root, boxes) {
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
    model.set("value", { ...texts, changed: now() });
    model.save_changes();
    say(said, model.get("trouble") || WORDS.kept);
  };
  const made = boxes.map(({ key, ...about }) => {
    texts[key] = value()[key] || "";
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
  return () => {
    keep();
    removeEventListener("pagehide", keep);
    document.removeEventListener("visibilitychange", keep);
    model.off("change:value", heard);
  };
}

/** @param {Model} model @param {HTMLElement} root */
function ownWords(model, root) {
  const { label, help, rows } = model.get("data");
  return written(model, root, [{ key: "text", label, help, rows }]);
}

/** @param {Model} model @param {HTMLElement} root */
function ifThen(model, root) {
  const { label, help, if: when, then } = model.get("data");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", label);
  root.append(h("p", { class: "cf-question" }, label));
  if (help) root.append(h("p", { class: "cf-help" }, help));
  return written(model, root, [
    { key: "if", label: `${(when || "").trim() || WORDS.if} …`, rows: 2 },
    { key: "then", label: `${(then || "").trim() || WORDS.then} …`, rows: 2 },
  ]);
}

// ---- Sending -------------------------------------------------------------------------------------

/** @param {Model} model @param {HTMLElement} root */
function sendWork(model, root) {
  const host = () => /** @type {Host | undefined} */ (model.get("host"));
  const here = host();
  const above = h("div");
  const below = h("div");
  const said = status("cf-status cf-loud");
  const sendButton = button(WORDS.send, () => void host()?.send(), "main");
  root.append(h("h3", { class: "cf-title" }, WORDS.send), above);
  // The buttons are made once, so that the focus stays on them when the words around them change.
  if (here) root.append(h("div", { class: "cf-row" }, ...buttons(here)), said, below);

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
      button(WORDS.saveFile, () => here.saveFile(), "main"),
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
  model.on("change:host", show);
  return () => model.off("change:host", show);
}

/** @param {Date} when @returns {string} the carer's own clock, as the British write it */
const sentOn = (when) =>
  WORDS.sentOn(
    when.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" }),
    when.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }),
  );

// ---- The one way in --------------------------------------------------------------------------------

const KINDS = /** @type {Record<string, (model: Model, root: HTMLElement) => () => void>} */ ({
  "role-play": rolePlay,
  "own-words": ownWords,
  "if-then": ifThen,
  "send-work": sendWork,
});

/**
 * Show a part in `el`; the function given back takes it away again.
 * @param {{model: Model, el: HTMLElement}} where
 */
function render({ model, el }) {
  const kind = model.get("kind");
  const message = status("cf-message");
  const root = h("div", { class: `cf cf-${kind}` });
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
