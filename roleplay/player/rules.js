/** What a run is and what it is worth: the twin of routes.py and scoring.py. */
/** @import {Moment, Run, Scenario, Scene} from "./types.js" */

const PACE = ["playfulness", "acceptance", "curiosity", "empathy"];
export const has = (/** @type {object} */ object, /** @type {string} */ key) =>
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
