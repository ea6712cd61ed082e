/** What a page can do with the work, for the parts on it. */
import { download } from "./download.js";
import { toLookAt } from "./privacy.js";
import { hasAny, parse } from "./responses.js";
import { forgetAll, wasForgotten } from "./store.js";
import { SAYS } from "./words.js";
/** @import {Held, Host, Scenario} from "./types.js" */

/** @import {Store} from "./store.js" */

/** @type {Map<string, Scenario>} the role-plays of this page */
export const scenarios = new Map();

/** One part's view of its exercise, in the form the player knows from notebooks. */
export class PageModel {
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
    if (name === "owner") return this.store.key.slice(this.store.anonymous.length);
    if (name === "played") return this.store.doc.runs.filter((run) => run.ended).length;
    if (name === "others") return [...scenarios.values()].filter((one) => one.name !== this.data.name);
    if (name !== "value") return undefined;
    const { doc } = this.store;
    if (this.kind === "role-play") 
      return { runs: doc.runs.filter((run) => run.scenario === this.data.name), plan: doc.plan };
    if (this.kind === "own-words") return doc.answers[this.data.id] || { text: "", changed: "" };
    if (this.kind === "sort-cards") return doc.sorts[this.data.name] || {};
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
    if (this.kind === "role-play") this.store.change({ runs: value.runs, plan: value.plan || null });
    else if (this.kind === "own-words")
      this.store.change({ answers: { [this.data.id]: { text: value.text, changed: value.changed } } });
    else if (this.kind === "sort-cards") this.store.change({ sorts: { [this.data.name]: value } });
    else if (this.kind === "if-then")
      this.store.change({ plan: { if: value.if, then: value.then, changed: value.changed, rehearsed: value.rehearsed === true } });
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
    message: (store.online && store.online.message) || model.message || wasForgotten(Boolean(store.online)),
    missing: () => missing(store, data),
    held: () => held(store),
    deleteAll: () => forgetAll(),
    send: async () => store.online?.send(),
    saveFile: () => {
      download(`connection-first-${store.exercise}.json`, "application/json", JSON.stringify(store.doc, null, 1));
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
 * @param {{needs?: string[], scenarios?: string[], sorts?: string[], labels?: Record<string, string>}} data
 */
function missing(store, { needs = [], scenarios = [], sorts = [], labels = {} }) {
  const { runs, answers, sorts: placed } = store.doc;
  const name = (/** @type {string} */ id) =>
    labels[id] || store.labels[id] || id.replace(/-/g, " ").replace(/^./, (first) => first.toUpperCase());
  return [
    ...scenarios.filter((id) => !runs.some((run) => run.scenario === id && run.ended)).map((id) => SAYS.roleplay(name(id))),
    ...sorts.filter((id) => !hasAny(placed[id]?.picks || {})).map((id) => SAYS.sort(name(id))),
    ...needs.filter((id) => !answers[id] || !answers[id].text.trim()).map((id) => SAYS.answer(name(id))),
  ];
}

/**
 * Find what must be looked at before the work is given to anybody, and the way to each box.
 * @param {Store} store
 * @returns {Held[]}
 */
function held(store) {
  const { answers, plan } = store.doc;
  /** @param {string} label @param {string} text @param {string[]} places @returns {Held[]} */
  const found = (label, text, places) => {
    const go = () => {
      const boxes = places.flatMap((place) => [...document.querySelectorAll(place)].map((part) => part.shadowRoot?.querySelector("textarea")));
      const box = boxes.find((one) => one && one.value && text.includes(one.value)) || boxes.find(Boolean);
      box?.focus();
      box?.scrollIntoView({ block: "center" });
    };
    return toLookAt(text).map((hit) => ({ label, hit, go }));
  };
  const texts = Object.entries(answers).flatMap(([id, { text }]) =>
    found(store.labels[id] || id, text, [`own-words[name="${id}"]`]),
  );
  return [...texts, ...(plan ? found(SAYS.plan, `${plan.if} \n${plan.then}`, ["if-then", "role-play"]) : [])];
}
