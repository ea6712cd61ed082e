/** What a carer did in one exercise: read it, join two copies without loss (the twin of responses.py). */
import { COURSE } from "./given.js";
import { SAYS } from "./words.js";
/** @import {Responses, Run, Script} from "./types.js" */

const FORMAT = "connection-first/responses/1";
const MOST_RUNS = 200;
const MOST_SCRIPTS = 30;
const MOST_NAMED = 50;
const MOST_CARDS = 12;

/** @param {string} exercise @returns {Responses} */
export const empty = (exercise) => ({
  format: FORMAT,
  exercise,
  course: COURSE,
  runs: [],
  answers: {},
  plan: null,
  sorts: {},
});

/** The same work gives the same text, in whatever order it came together. @param {Responses} doc */
export const canon = ({ runs, answers, plan, sorts }) =>
  JSON.stringify([
    [...runs].sort((a, b) => (a.id < b.id ? -1 : 1)),
    inOrder(answers),
    plan,
    inOrder(sorts).map(([name, { picks, ...rest }]) => [name, inOrder(picks), rest]),
  ]);

/** @template T @param {Record<string, T>} named @returns {[string, T][]} */
const inOrder = (named) => Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1));

/** @param {Responses} responses */
export const isEmpty = ({ runs, plan, answers, sorts }) =>
  !runs.length &&
  !plan &&
  !Object.values(answers).some(({ text }) => text) &&
  !Object.values(sorts).some(({ picks }) => hasAny(picks));

export const hasAny = (/** @type {object} */ named) => Object.keys(named).length > 0;

const KEY = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const WHEN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;
const isText = (/** @type {any} */ text) => typeof text === "string" && text.length <= 40000;
const isKey = (/** @type {any} */ key) => typeof key === "string" && key.length <= 80 && KEY.test(key);
const isVersion = (/** @type {any} */ version) => /^[0-9a-f]{8}$/.test(version);
const isWhen = (/** @type {any} */ when) => typeof when === "string" && WHEN.test(when);

/** @param {any} pick */
const isPick = (pick) =>
  pick && isKey(pick.scene) && isKey(pick.choice) && isText(pick.own_words || "") && isText(pick.closest || "");

/** @param {any} run */
const isRun = (run) =>
  run &&
  /^[A-Za-z0-9]{8,32}$/.test(run.id) &&
  isKey(run.scenario) &&
  isVersion(run.version) &&
  isWhen(run.started) &&
  (!run.ended || isWhen(run.ended)) &&
  Array.isArray(run.picks) &&
  run.picks.length <= 40 &&
  run.picks.every(isPick);

/** @param {any} sorting */
const isSorting = (sorting) => {
  const { picks, version, changed } = sorting || {};
  const cards = Object.entries(picks || {});
  return cards.length <= MOST_CARDS && cards.flat().every(isKey) && isVersion(version) && isWhen(changed);
};

/** @param {any} answer */
const isAnswer = (answer) => answer && isText(answer.text) && isWhen(answer.changed);

/**
 * Give what fits of some named parts, each with its own fields alone.
 * @template T
 * @param {any} named @param {(one: any) => boolean} fits @param {(one: any) => T} made @returns {Record<string, T>}
 */
const tidy = (named, fits, made) =>
  Object.fromEntries(
    Object.entries(named || {})
      .filter(([name, one]) => isKey(name) && fits(one))
      .slice(0, MOST_NAMED)
      .map(([name, one]) => [name, made(one)]),
  );

/**
 * Turn a file's text into responses for one exercise, leaving out what does not fit.
 * @param {string} text
 * @param {string} exercise
 * @returns {Responses}
 * @throws {Error} not ours, or another exercise; the message is for the carer
 */
export function parse(text, exercise) {
  /** @type {any} */
  let data = null;
  try {
    data = JSON.parse(text);
  } catch {
    throw new Error(SAYS.notOurs);
  }
  if (!data || data.format !== FORMAT) throw new Error(SAYS.notOurs);
  if (data.exercise !== exercise) throw new Error(SAYS.otherExercise);
  const { plan } = data;
  const fits = plan && isText(plan.if) && isText(plan.then) && isWhen(plan.changed);
  return {
    ...empty(exercise),
    runs: (Array.isArray(data.runs) ? data.runs : []).filter(isRun).map(tidyRun),
    answers: tidy(data.answers, isAnswer, ({ text, changed }) => ({ text, changed })),
    plan: fits ? { if: plan.if, then: plan.then, changed: plan.changed, rehearsed: plan.rehearsed === true } : null,
    sorts: tidy(data.sorts, isSorting, ({ picks, version, looked, changed }) => ({ picks: { ...picks }, version, looked: looked === true, changed })),
  };
}

/** @param {any} run @returns {Run} */
const tidyRun = ({ id, scenario, version, started, ended, picks, script }) => ({
  id,
  scenario,
  version,
  started,
  ended: ended || null,
  picks: picks.map((/** @type {any} */ pick) => ({
    scene: pick.scene,
    choice: pick.choice,
    own_words: pick.own_words || "",
    closest: pick.closest || "",
  })),
  script: tidyScript(script),
});

/** @param {any} texts @param {string[]} names @returns {any} */
const short = (texts, names) => Object.fromEntries(names.map((name) => [name, [...String(texts[name])].slice(0, 2000).join("")]));

/** @param {any} script @returns {Script | null} in one order, whoever wrote it; null when it does not fit */
function tidyScript(script) {
  if (!script || !Array.isArray(script.moments) || script.moments.length > 40 || !script.ending) return null;
  const { title, child } = short(script, ["title", "child"]);
  const moments = script.moments.map((/** @type {any} */ moment) => {
    const { text, inside, step, said, feedback } = short(moment, ["text", "inside", "step", "said", "feedback"]);
    const temperature = Math.min(10, Math.max(0, Math.round(Number(moment.temperature)) || 0));
    return { text, temperature, inside, step: step.slice(0, 20), said, feedback };
  });
  return { title, child, moments, ending: short(script.ending, ["title", "text", "inside", "debrief"]) };
}

/**
 * Of each name the one changed last, the second of two alike; an empty one takes the place of another only later.
 * @template {{changed: string}} T
 * @param {Record<string, T>} first @param {Record<string, T>} second @param {(one: T) => unknown} isFull
 */
function newest(first, second, isFull) {
  const rank = (/** @type {T} */ one) => one.changed + (isFull(one) ? 1 : 0);
  const kept = { ...first };
  for (const [name, one] of Object.entries(second)) if (!Object.hasOwn(kept, name) || rank(one) >= rank(kept[name])) kept[name] = one;
  return kept;
}

/**
 * Join two copies of one exercise so that neither loses anything: runs by id, the longer one
 * (the second on a tie); each answer, each sort and the plan as last changed.
 * @param {Responses} first
 * @param {Responses} second
 * @returns {Responses}
 */
export function merge(first, second) {
  const runs = new Map(first.runs.map((run) => [run.id, run]));
  for (const run of second.runs) {
    const known = runs.get(run.id);
    const longer = known ? run.picks.length - known.picks.length : 1;
    if (longer > 0 || (!longer && (run.ended || "") >= (known?.ended || ""))) runs.set(run.id, run);
  }
  const plan = first.plan && second.plan ? (second.plan.changed > first.plan.changed ? second.plan : first.plan) : first.plan || second.plan;
  return {
    ...empty(first.exercise),
    runs: [...runs.values()].sort((a, b) => (a.started < b.started ? -1 : a.started > b.started ? 1 : 0)),
    answers: newest(first.answers, second.answers, ({ text }) => text),
    plan,
    sorts: newest(first.sorts, second.sorts, ({ picks }) => hasAny(picks)),
  };
}

/**
 * Keep at most 200 runs: unfinished ones go first, the oldest of them before the others.
 * The newest 30 keep their script, so that all of it stays small.
 * @param {Responses} responses
 */
export function withRoom(responses) {
  const runs = [...responses.runs];
  while (runs.length > MOST_RUNS) {
    const unfinished = runs.findIndex((run) => !run.ended);
    runs.splice(Math.max(unfinished, 0), 1);
  }
  const told = runs.filter((run) => run.script).slice(-MOST_SCRIPTS);
  return { ...responses, runs: runs.map((run) => (!run.script || told.includes(run) ? run : { ...run, script: null })) };
}
