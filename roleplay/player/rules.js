/** What a run is and what it is worth: the twin of routes.py and scoring.py. */
/** @import {Choice, Moment, Run, Scenario, Scene, Script} from "./types.js" */

export const PACE = ["playfulness", "acceptance", "curiosity", "empathy"];
export const has = (/** @type {object} */ object, /** @type {string} */ key) => Object.hasOwn(object, key);

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
export const isEnding = (scene) => !scene.choices || Object.keys(scene.choices).length === 0;

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
export const choices = (run) => run.picks.map((pick) => pick.choice);

/** @param {Run[]} runs */
export const inTime = (runs) => [...runs].sort((a, b) => (a.started < b.started ? -1 : a.started > b.started ? 1 : 0));

/**
 * Find the moment of a run that is most worth practising (scoring.weakest_moment, in JavaScript).
 * @param {Scenario} scenario
 * @param {string[]} picks
 * @returns {{place: number, why: "harm" | "line" | "order" | "pace" | "keep", better: string} | null}
 */
export function weakestMoment(scenario, picks) {
  const moments = walk(scenario, picks);
  if (!moments.length) return null;
  const found = (/** @type {(moment: Moment) => unknown} */ test) => moments.findIndex(test);
  const harm = found(({ choice }) => choice.harm);
  if (harm >= 0) return { place: harm, why: "harm", better: better(moments[harm].scene) };
  const line = found(({ choice }) => choice.line === "missed");
  if (line >= 0) return { place: line, why: "line", better: better(moments[line].scene, true) };
  const first = found(({ choice }) => choice.step === "connect" || choice.step === "correct");
  if (first >= 0 && moments[first].choice.step === "correct")
    return { place: first, why: "order", better: better(moments[first].scene) };
  const gaps = moments.map(({ scene, choice }) => mostPace(scene) - carried(choice));
  const pace = gaps.indexOf(Math.max(...gaps));
  if (gaps[pace] > 0) return { place: pace, why: "pace", better: better(moments[pace].scene) };
  const heat = moments.map(({ scene }) => scene.temperature);
  const keep = heat.indexOf(Math.max(...heat));
  return { place: keep, why: "keep", better: moments[keep].pick };
}

const STEPS_THAT_HELP = ["connect", "safe", "settle", "repair", "correct"];

/** @param {Choice} choice what a reply carries of PACE, all together */
const carried = (choice) => Object.values(choice.pace || {}).reduce((a, b) => a + b, 0);

/** @param {Scene} scene */
const mostPace = (scene) =>
  Math.max(0, ...Object.values(scene.choices || {}).filter((choice) => !choice.harm).map(carried));

/** Name the choice that would have helped most; the first of equals. @param {Scene} scene @param {boolean} [line] */
function better(scene, line = false) {
  /** @param {Choice} choice */
  const worth = (choice) => [
    Number(!choice.harm),
    Number(!line || choice.line === "met"),
    Number(choice.line !== "missed"),
    carried(choice),
    -STEPS_THAT_HELP.indexOf(choice.step),
  ];
  const [[start, first], ...others] = Object.entries(scene.choices || {});
  let [name, most] = [start, worth(first)];
  for (const [other, choice] of others) {
    const its = worth(choice);
    const differs = its.findIndex((part, i) => part !== most[i]);
    if (differs >= 0 && its[differs] > most[differs]) [name, most] = [other, its];
  }
  return name;
}

const SHORT = 2000;

/**
 * Keep the texts of a finished run, so that it can be read after the scenario has changed.
 * @param {Scenario} scenario
 * @param {string[]} picks
 * @returns {Script}
 */
export function scriptOf(scenario, picks) {
  const cut = (/** @type {string | null | undefined} */ text) => [...(text || "")].slice(0, SHORT).join("");
  const { title, text, inside, debrief } = scenario.scenes[lastScene(scenario, picks)];
  return {
    title: cut(scenario.title),
    child: cut(scenario.child.name),
    moments: walk(scenario, picks).map(({ scene, choice }) => ({
      text: cut(scene.text),
      temperature: scene.temperature,
      inside: cut(scene.inside),
      step: choice.step,
      said: cut(choice.text),
      feedback: cut(choice.feedback),
    })),
    ending: { title: cut(title), text: cut(text), inside: cut(inside), debrief: cut(debrief) },
  };
}
