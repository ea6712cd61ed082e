/** Everything a carer did in one exercise, kept on the device and, signed in, on the desk. */
import { OnDesk, desk } from "./desk.js";
import { canon, empty, isEmpty, merge, parse, withRoom } from "./responses.js";
import { SAYS } from "./words.js";
/** @import {Desk, Responses} from "./types.js" */

export class Store {
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
    this.stopped = false;
    this.online = desk && desk.signedIn ? new OnDesk(this, desk) : null;
    this.doc = this.onDevice(this.key);
    addEventListener("storage", (event) => {
      if (event.key === this.key && event.newValue) this.take(this.onDevice(this.key));
      // Deleted, or signed out, in another tab: this one starts afresh and writes nothing back.
      else if ((event.key === this.key || event.key === null) && !event.newValue) location.reload();
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
      const data = JSON.parse(text);
      const count = (/** @type {any} */ named) => Object.keys(named || {}).length;
      if (["runs", "answers", "sorts"].some((part) => count(data[part]) !== count(/** @type {any} */ (found)[part]))) this.putAside(key, text, JSON.stringify(found));
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

  /** Write nothing more: everything is being deleted. */
  stop() {
    this.stopped = true;
  }

  write() {
    if (this.stopped) return;
    try {
      localStorage.setItem(this.key, JSON.stringify(this.doc));
      this.blocked = false;
    } catch {
      this.blocked = true;
    }
  }

  /** Keep a change the carer made here. @param {Partial<Responses>} part */
  change(part) {
    nowKept();
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
    this.hearers.forEach((hear) => hear());
  }

  /** What a carer must know, in plain words; empty when all is kept. */
  get trouble() {
    if (this.online) return this.online.trouble || (this.blocked ? SAYS.noRoomDesk : "");
    return this.blocked ? SAYS.noRoom : "";
  }
}

/** @type {Map<string, Store>} the exercises of this page */
export const stores = new Map();

/** @param {string} exercise */
export function storeOf(exercise) {
  const known = stores.get(exercise);
  if (known) return known;
  const store = new Store(exercise, exercise ? desk() : null);
  stores.set(exercise, store);
  return store;
}

const FORGOTTEN = "connection-first/forgotten";

/** Delete everything of this course from this browser, and begin afresh. */
export function forgetAll() {
  for (const store of stores.values()) store.stop();
  try {
    for (const kept of [localStorage, sessionStorage])
      for (const key of Object.keys(kept)) if (key.startsWith("connection-first/")) kept.removeItem(key);
    sessionStorage.setItem(FORGOTTEN, "1");
  } catch {
    // Blocked storage keeps nothing.
  }
  location.reload();
}

/** What to say after everything was deleted, once. @param {boolean} online */
export function wasForgotten(online) {
  try {
    return sessionStorage.getItem(FORGOTTEN) ? (online ? SAYS.deletedDesk : SAYS.deleted) : "";
  } catch {
    return "";
  }
}

/** Something was done again: the word about deleting has been read. */
function nowKept() {
  try {
    sessionStorage.removeItem(FORGOTTEN);
  } catch {
    // Blocked storage keeps nothing.
  }
}
