/**
 * The host for pages: finds the parts of a page, keeps what a carer does on the device, and, when
 * the course desk serves the page, keeps it there too. Without the desk it asks no server for
 * anything. Formats and calls: docs/formats.md, sections 4 to 6.
 */
import player from "./player.js";

/** @typedef {import("./player.js").Run} Run */
/** @typedef {import("./player.js").Host} Host */
/** @typedef {{text: string, changed: string}} Answer */
/** @typedef {{if: string, then: string, changed: string}} Plan */
/** @typedef {{format: string, exercise: string, course: string, runs: Run[],
 *   answers: Record<string, Answer>, plan: Plan | null}} Responses */
/** @typedef {{api: string, signIn: string, signOut: string, replies: string, signedIn: boolean,
 *   trainer?: string, id?: string, name: string, role: string}} Desk */

const FORMAT = "connection-first/responses/1";
const COURSE = ""; // written in by element.classic_script
const CSS = ""; // written in by element.classic_script
const MOST_RUNS = 200;

const SAYS = {
  signedIn: (/** @type {string} */ name) => `Signed in as ${name} · Your work is kept on the course desk`,
  signedOut: "You can read and play without signing in. Sign in to keep and send your work.",
  signIn: "Sign in",
  signOut: "Sign out",
  replies: "Replies to me",
  trainer: "Trainer's desk",
  noRoom: "This device cannot keep your work just now: it is full, or private browsing blocks it. You can carry on. Please save a file before you close this page.",
  noRoomDesk: "This device cannot keep your work just now, but the course desk does while you are connected.",
  offline: "You seem to be offline. Your work is kept on this device and goes to the course desk when you are back.",
  signedOutNow: "You have been signed out. Your work is kept on this device. Sign in again to keep it on the course desk.",
  refused: "The course desk could not keep your work. It is still on this device.",
  loaded: "Loaded. Your work from the file is here now.",
  notOurs: "This file is not a Connection First file, so nothing was changed.",
  otherExercise: "This file belongs to another exercise, so nothing was changed.",
  saved: "Saved. Look for the file in your downloads.",
  notSent: "This could not be sent. Your work is kept on this device. Please try again in a little while.",
  sending: "Sending …",
  sent: "Sent to your trainer.",
  roleplay: (/** @type {string} */ title) => `The role-play “${title}” has not been played to an end yet.`,
  answer: (/** @type {string} */ label) => `Nothing is written yet for “${label}”.`,
};

// ---- Responses: the twin of responses.py --------------------------------------------------------

/** @param {string} exercise @returns {Responses} */
export const empty = (exercise) => ({
  format: FORMAT,
  exercise,
  course: COURSE,
  runs: [],
  answers: {},
  plan: null,
});

/** The same work gives the same text, in whatever order it came together. @param {Responses} doc */
const canon = ({ runs, answers, plan }) =>
  JSON.stringify([
    [...runs].sort((a, b) => (a.id < b.id ? -1 : 1)),
    Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)),
    plan,
  ]);

/** @param {Responses} responses */
const isEmpty = ({ runs, plan, answers }) =>
  !runs.length && !plan && !Object.values(answers).some(({ text }) => text);

const KEY = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const WHEN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;
const isText = (/** @type {any} */ text) => typeof text === "string" && text.length <= 40000;
const isKey = (/** @type {any} */ key) => typeof key === "string" && KEY.test(key);
const isWhen = (/** @type {any} */ when) => typeof when === "string" && WHEN.test(when);

/** @param {any} pick */
const isPick = (pick) =>
  pick && isKey(pick.scene) && isKey(pick.choice) && isText(pick.own_words || "") && isText(pick.closest || "");

/** @param {any} run */
const isRun = (run) =>
  run &&
  /^[A-Za-z0-9]{8,32}$/.test(run.id) &&
  isKey(run.scenario) &&
  /^[0-9a-f]{8}$/.test(run.version) &&
  isWhen(run.started) &&
  (run.ended === null || run.ended === undefined || isWhen(run.ended)) &&
  Array.isArray(run.picks) &&
  run.picks.length <= 40 &&
  run.picks.every(isPick);

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
  /** @type {Record<string, Answer>} */
  const answers = {};
  for (const [key, answer] of Object.entries(data.answers || {}))
    if (isKey(key) && answer && isText(answer.text) && isWhen(answer.changed))
      answers[key] = { text: answer.text, changed: answer.changed };
  const { plan } = data;
  const fits = plan && isText(plan.if) && isText(plan.then) && isWhen(plan.changed);
  return {
    ...empty(exercise),
    runs: (Array.isArray(data.runs) ? data.runs : []).filter(isRun).map(tidyRun),
    answers,
    plan: fits ? { if: plan.if, then: plan.then, changed: plan.changed } : null,
  };
}

/** @param {any} run @returns {Run} */
const tidyRun = ({ id, scenario, version, started, ended, picks }) => ({
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
});

/**
 * Join two copies of one exercise so that neither loses anything: runs by id, the longer one
 * (the second on a tie); each answer and the plan as last changed.
 * @param {Responses} first
 * @param {Responses} second
 * @returns {Responses}
 */
export function merge(first, second) {
  const runs = new Map(first.runs.map((run) => [run.id, run]));
  for (const run of second.runs) {
    const known = runs.get(run.id);
    const longer = known && run.picks.length - known.picks.length;
    if (!known || Number(longer) > 0 || (longer === 0 && (run.ended || "") >= (known.ended || "")))
      runs.set(run.id, run);
  }
  const answers = { ...first.answers };
  for (const [key, answer] of Object.entries(second.answers)) {
    const old = answers[key];
    const later = old && (answer.changed > old.changed || (answer.changed === old.changed && (answer.text || !old.text)));
    if (!old || later) answers[key] = answer;
  }
  const plan = first.plan && second.plan ? (second.plan.changed > first.plan.changed ? second.plan : first.plan) : first.plan || second.plan;
  return {
    ...empty(first.exercise),
    runs: [...runs.values()].sort((a, b) => (a.started < b.started ? -1 : a.started > b.started ? 1 : 0)),
    answers,
    plan,
  };
}

/**
 * Keep at most 200 runs: unfinished ones go first, the oldest of them before the others.
 * @param {Responses} responses
 */
function withRoom(responses) {
  const runs = [...responses.runs];
  while (runs.length > MOST_RUNS) {
    const unfinished = runs.findIndex((run) => !run.ended);
    runs.splice(Math.max(unfinished, 0), 1);
  }
  return { ...responses, runs };
}

// ---- One exercise: on the device, and on the desk --------------------------------------------------

/** Everything a carer did in one exercise, kept on the device and, signed in, on the desk. */
class Store {
  /** @param {string} exercise @param {Desk | null} desk */
  constructor(exercise, desk) {
    this.exercise = exercise;
    this.desk = desk;
    this.anonymous = `connection-first/responses/${exercise}`;
    this.key = this.anonymous + (desk && desk.signedIn ? `@${desk.id || desk.name}` : "");
    /** @type {Set<() => void>} */
    this.hearers = new Set();
    /** @type {Record<string, string>} ids of answers and scenarios → what a carer sees */
    this.labels = {};
    this.blocked = false;
    this.online = desk && desk.signedIn ? new OnDesk(this, desk) : null;
    this.doc = this.onDevice(this.key);
    addEventListener("storage", (event) => {
      if (event.key === this.key && event.newValue) this.take(this.onDevice(this.key));
    });
    if (this.online) {
      const brought = this.onDevice(this.anonymous);
      if (!isEmpty(brought)) {
        this.doc = merge(this.doc, brought);
        this.write();
        if (!this.blocked) this.forget(this.anonymous);
      }
      this.online.start();
    }
  }

  /** Read what the device has; a copy that cannot be read is kept aside, never written over. @param {string} key */
  onDevice(key) {
    /** @type {string | null} */
    let text = null;
    try {
      text = localStorage.getItem(key);
    } catch {
      this.blocked = true;
    }
    if (!text) return empty(this.exercise);
    try {
      const found = parse(text, this.exercise);
      const { runs, answers } = JSON.parse(text);
      const whole = runs.length === found.runs.length && Object.keys(answers).length === Object.keys(found.answers).length;
      if (!whole) this.putAside(key, text, JSON.stringify(found));
      return found;
    } catch {
      this.putAside(key, text, JSON.stringify(empty(this.exercise)));
      return empty(this.exercise);
    }
  }

  /** @param {string} key @param {string} text @param {string} instead */
  putAside(key, text, instead) {
    try {
      localStorage.setItem(`${key}/broken-${Date.now()}`, text);
      localStorage.setItem(key, instead);
    } catch {
      this.blocked = true;
    }
  }

  /** @param {string} key */
  forget(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      this.blocked = true;
    }
  }

  write() {
    try {
      localStorage.setItem(this.key, JSON.stringify(this.doc));
      this.blocked = false;
    } catch {
      this.blocked = true;
    }
  }

  /** Keep a change the carer made here. @param {Partial<Responses>} part */
  change(part) {
    const before = merge(this.onDevice(this.key), this.doc);
    this.doc = withRoom(merge(before, { ...empty(this.exercise), ...part }));
    this.write();
    this.tell();
    this.online?.later();
  }

  /**
   * Take in what came from another tab (it wins where both are alike) or the desk (this page wins).
   * @param {Responses} other
   * @param {boolean} [fromDesk]
   */
  take(other, fromDesk = false) {
    const doc = withRoom(fromDesk ? merge(other, this.doc) : merge(this.doc, other));
    if (canon(doc) === canon(this.doc)) return false;
    this.doc = doc;
    this.tell();
    return true;
  }

  tell() {
    bar?.say();
    this.hearers.forEach((hear) => hear());
  }

  /** What a carer must know, in plain words; empty when all is kept. */
  get trouble() {
    if (this.online) return this.online.trouble || (this.blocked ? SAYS.noRoomDesk : "");
    return this.blocked ? SAYS.noRoom : "";
  }
}

/** The desk's copy of one exercise: brought together at the start, then kept up to date. */
class OnDesk {
  /** @param {Store} store @param {Desk} desk */
  constructor(store, desk) {
    this.store = store;
    this.desk = desk;
    this.trouble = "";
    /** @type {string[]} */
    this.sent = [];
    /** @type {string | null} */
    this.reply = null;
    this.message = "";
    this.known = "";
    this.timer = 0;
    this.wait = 4000;
    /** @type {Promise<boolean> | null} */
    this.putting = null;
    addEventListener("online", () => void this.put());
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => document.hidden && this.leave());
  }

  /** @param {string} call @param {RequestInit} [options] @returns {Promise<any>} */
  async call(call, options = {}) {
    const token = (document.cookie.match(/(?:^|; )_xsrf="?([^;"]*)/) || [])[1] || "";
    const headers = { Accept: "application/json", "Content-Type": "application/json", "X-XSRFToken": token };
    const answer = await fetch(`${this.desk.api}${call}`, { credentials: "same-origin", cache: "no-store", headers, ...options });
    const json = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.status === 401 || answer.status === 403 || answer.redirected || (answer.ok && !json))
      throw new Said(SAYS.signedOutNow);
    const data = json ? await answer.json() : {};
    if (!answer.ok) throw new Said(data.message || SAYS.refused);
    return data;
  }

  async start() {
    try {
      const found = parse(JSON.stringify(await this.call(`responses/${this.store.exercise}`)), this.store.exercise);
      this.known = canon(found);
      if (this.store.take(found, true)) this.store.write();
      this.say("");
      await this.put();
      await this.news();
    } catch (error) {
      this.stumble(error, () => void this.start());
    }
  }

  async news() {
    const { sent, reply } = await this.call(`sent/${this.store.exercise}`);
    this.sent = Array.isArray(sent) ? sent : [];
    this.reply = typeof reply === "string" ? reply : null;
    this.store.tell();
  }

  get isKept() {
    return canon(this.store.doc) === this.known;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.put(), 1200);
  }

  /** Keep the work on the desk; says whether it is there. @returns {Promise<boolean>} */
  async put() {
    clearTimeout(this.timer);
    if (this.putting) await this.putting;
    if (this.isKept) return true;
    if (isEmpty(this.store.doc)) return true;
    this.putting = this.putOnce();
    const done = await this.putting;
    this.putting = null;
    if (done && !this.isKept) this.later();
    return done;
  }

  async putOnce() {
    const body = JSON.stringify(this.store.doc);
    try {
      const answer = await this.call(`responses/${this.store.exercise}`, { method: "PUT", body });
      const merged = parse(JSON.stringify(answer), this.store.exercise);
      this.known = canon(withRoom(merge(merged, JSON.parse(body))));
      if (this.store.take(merged, true)) this.store.write();
      this.wait = 4000;
      this.say("");
      return true;
    } catch (error) {
      this.stumble(error, () => void this.put());
      return false;
    }
  }

  /** @param {unknown} error @param {() => void} again */
  stumble(error, again) {
    this.say(error instanceof Said ? error.message : SAYS.offline);
    clearTimeout(this.timer);
    this.timer = setTimeout(again, this.wait);
    this.wait = Math.min(this.wait * 2, 60000);
  }

  /** @param {string} trouble */
  say(trouble) {
    if (this.trouble === trouble) return;
    this.trouble = trouble;
    this.store.tell();
  }

  /** The page is going away: one last try, which the browser finishes by itself. */
  leave() {
    if (this.isKept || isEmpty(this.store.doc)) return;
    const body = JSON.stringify(this.store.doc);
    // Browsers carry no more than 64 kB for a page that has gone; the device still has it all.
    if (body.length < 60000)
      this.call(`responses/${this.store.exercise}`, { method: "PUT", body, keepalive: true }).catch(() => {});
  }

  async send() {
    this.message = SAYS.sending;
    this.store.tell();
    try {
      if (!(await this.put())) throw new Said(this.trouble);
      const { sent } = await this.call(`send/${this.store.exercise}`, { method: "POST", body: "{}" });
      this.message = SAYS.sent;
      this.sent = [...this.sent, sent];
      this.store.tell();
      await this.news();
    } catch (error) {
      if (this.message !== SAYS.sent) this.message = error instanceof Said && error.message ? error.message : SAYS.notSent;
      this.store.tell();
    }
  }
}

/** Something that is already said in a carer's words. */
class Said extends Error {}

// ---- The parts of a page ---------------------------------------------------------------------------

/** @type {Map<string, Store>} */
const stores = new Map();
/** @type {Bar | null} */
let bar = null;
/** @type {Desk | null | undefined} */
let foundDesk;

/** What the desk says about itself in the page's head; null on a published page or a file. */
function desk() {
  if (foundDesk !== undefined) return foundDesk;
  const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="desk"]'));
  try {
    foundDesk = /** @type {Desk | null} */ (meta && JSON.parse(meta.content));
  } catch {
    foundDesk = null;
  }
  if (foundDesk) foundDesk = { ...foundDesk, signIn: backHere(foundDesk.signIn) };
  return foundDesk;
}

/** @param {string} link */
const backHere = (link) =>
  `${link}${link.includes("?") ? "&" : "?"}next=${encodeURIComponent(location.pathname + location.hash)}`;

/** @param {string} exercise */
function storeOf(exercise) {
  const known = stores.get(exercise);
  if (known) return known;
  const store = new Store(exercise, desk());
  stores.set(exercise, store);
  return store;
}

/** One part's view of its exercise, in the form the player knows from notebooks. */
class PageModel {
  /** @param {string} kind @param {any} data @param {Store} store */
  constructor(kind, data, store) {
    this.kind = kind;
    this.data = data;
    this.store = store;
    /** @type {any} */
    this.pending = null;
    this.message = "";
    /** @type {Map<string, Set<() => void>>} */
    this.hearers = new Map();
    this.seen = "";
    this.hear = () => {
      const seen = JSON.stringify(this.get("value"));
      if (seen !== this.seen) this.emit("change:value");
      this.seen = seen;
      this.emit("change:host");
    };
    this.seen = JSON.stringify(this.get("value"));
    store.hearers.add(this.hear);
  }

  /** @param {string} name @returns {any} */
  get(name) {
    if (name === "kind") return this.kind;
    if (name === "data") return this.data;
    if (name === "trouble") return this.store.trouble;
    if (name === "host") return host(this);
    if (name !== "value") return undefined;
    const { doc } = this.store;
    if (this.kind === "role-play") return { runs: doc.runs.filter((run) => run.scenario === this.data.name) };
    if (this.kind === "own-words") return doc.answers[this.data.id] || { text: "", changed: "" };
    return (this.kind === "if-then" && doc.plan) || {};
  }

  /** @param {string} name @param {any} value */
  set(name, value) {
    if (name === "value") this.pending = value;
  }

  save_changes() {
    const value = this.pending;
    this.pending = null;
    if (!value) return;
    if (this.kind === "role-play") this.store.change({ runs: value.runs });
    else if (this.kind === "own-words")
      this.store.change({ answers: { [this.data.id]: { text: value.text, changed: value.changed } } });
    else if (this.kind === "if-then")
      this.store.change({ plan: { if: value.if, then: value.then, changed: value.changed } });
  }

  /** @param {string} event @param {() => void} hearer */
  on(event, hearer) {
    if (!this.hearers.has(event)) this.hearers.set(event, new Set());
    this.hearers.get(event)?.add(hearer);
  }

  /** @param {string} event @param {() => void} hearer */
  off(event, hearer) {
    this.hearers.get(event)?.delete(hearer);
  }

  /** @param {string} event */
  emit(event) {
    this.hearers.get(event)?.forEach((hear) => hear());
  }

  stop() {
    this.store.hearers.delete(this.hear);
  }
}

/** What a page can do with the work, for the part that sends it. @param {PageModel} model @returns {Host} */
function host(model) {
  const { store, data } = model;
  const said = (/** @type {string} */ message) => {
    model.message = message;
    model.emit("change:host");
  };
  return {
    place: store.desk ? "desk" : "page",
    signedIn: Boolean(store.online),
    signIn: store.desk ? store.desk.signIn : "",
    sent: store.online ? store.online.sent : [],
    reply: store.online ? store.online.reply : null,
    message: store.online ? store.online.message : model.message,
    missing: () => missing(store, data),
    send: async () => store.online?.send(),
    saveFile: () => {
      const file = new Blob([JSON.stringify(store.doc, null, 1)], { type: "application/json" });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = `connection-first-${store.exercise}.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      said(SAYS.saved);
    },
    loadFile: async (file) => {
      try {
        const found = parse(file.size > 1e6 ? "" : await file.text(), store.exercise);
        store.change(found);
        said(SAYS.loaded);
      } catch (error) {
        said(error instanceof Error ? error.message : SAYS.notOurs);
      }
    },
  };
}

/**
 * Say in plain words what is still empty. Nothing here stops a carer from sending.
 * @param {Store} store
 * @param {{needs?: string[], scenarios?: string[], labels?: Record<string, string>}} data
 */
function missing(store, { needs = [], scenarios = [], labels = {} }) {
  const { runs, answers } = store.doc;
  const name = (/** @type {string} */ id) =>
    labels[id] || store.labels[id] || id.replace(/-/g, " ").replace(/^./, (first) => first.toUpperCase());
  return [
    ...scenarios.filter((id) => !runs.some((run) => run.scenario === id && run.ended)).map((id) => SAYS.roleplay(name(id))),
    ...needs.filter((id) => !answers[id] || !answers[id].text.trim()).map((id) => SAYS.answer(name(id))),
  ];
}

/** The line at the top of a desk page: who is signed in, and anything a carer must know. */
class Bar {
  /** @param {Desk | null} desk */
  constructor(desk) {
    this.status = document.createElement("p");
    this.status.className = "cf-trouble";
    this.status.setAttribute("role", "status");
    const line = document.createElement("p");
    const link = (/** @type {string} */ text, /** @type {string} */ href) => {
      const a = document.createElement("a");
      a.href = href;
      a.textContent = text;
      line.append(" ", a);
      return a;
    };
    if (desk && desk.signedIn) {
      line.textContent = SAYS.signedIn(desk.name);
      if (desk.trainer) link(SAYS.trainer, desk.trainer);
      else if (desk.replies) link(SAYS.replies, desk.replies);
      link(SAYS.signOut, desk.signOut).addEventListener("click", (event) => void this.signOut(event));
    } else if (desk) {
      line.textContent = SAYS.signedOut;
      link(SAYS.signIn, desk.signIn);
    }
    const top = document.createElement("course-desk");
    top.style.display = "block";
    const shadow = top.attachShadow({ mode: "open" });
    const root = document.createElement("div");
    root.className = "cf cf-desk";
    shadow.append(sheet(), root);
    if (desk) root.append(line);
    root.append(this.status);
    const main = document.querySelector("article.bd-article") || document.querySelector("main, [role=main]") || document.body;
    main.prepend(top);
    this.root = root;
    this.say();
  }

  say() {
    const trouble = [...stores.values()].map((store) => store.trouble).find(Boolean) || "";
    if (this.status.textContent !== trouble) this.status.textContent = trouble;
    this.root.hidden = !trouble && !desk();
  }

  /** Leave nothing of this carer's on a shared device once the desk has all of it. @param {Event} event */
  async signOut(event) {
    event.preventDefault();
    const href = /** @type {HTMLAnchorElement} */ (event.currentTarget).href;
    for (const store of stores.values()) if (store.online && (await store.online.put())) store.forget(store.key);
    try {
      sessionStorage.clear();
    } catch {
      // Blocked storage keeps nothing.
    }
    location.href = href;
  }
}

function sheet() {
  const style = document.createElement("style");
  style.textContent = `${CSS}
:host { display: block; }
slot { display: none; }
@media print { .part-role-play { display: none; } .part-role-play + slot { display: block; } }`;
  return style;
}

if (typeof HTMLElement !== "undefined") {
  /** A part of a page: its data is the JSON inside it, its readable text stays for print and search. */
  class Part extends HTMLElement {
    connectedCallback() {
      // Before the page has arrived whole, the JSON inside may not be there yet.
      if (document.readyState === "loading")
        document.addEventListener("DOMContentLoaded", () => this.begin(), { once: true });
      else this.begin();
    }

    begin() {
      if (this.shadowRoot || !this.isConnected) return;
      const json = [...this.children].find((one) => one instanceof HTMLScriptElement && one.type === "application/json");
      /** @type {any} */
      let data = null;
      try {
        data = JSON.parse((json && json.textContent) || "");
      } catch {
        return; // the readable text stays
      }
      const kind = this.localName;
      const store = storeOf(this.getAttribute("exercise") || "");
      if (kind === "role-play") store.labels[data.name] = data.title;
      if (kind === "own-words") store.labels[data.id] = data.label;
      if (!bar) bar = new Bar(desk());
      const el = document.createElement("div");
      el.className = `part-${kind}`;
      this.attachShadow({ mode: "open" }).append(sheet(), el, document.createElement("slot"));
      player.render({ model: new PageModel(kind, data, store), el });
      bar.say();
      store.hearers.forEach((hear) => hear());
    }
  }
  for (const name of ["role-play", "own-words", "if-then", "send-work"])
    if (!customElements.get(name)) customElements.define(name, class extends Part {});
  const greet = () => {
    if (!bar && desk()) bar = new Bar(desk());
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", greet);
  else greet();
}
