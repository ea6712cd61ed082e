/** The course desk: what it says of itself in the page's head, and its copy of one exercise. */
import { sendable } from "./privacy.js";
import { canon, isEmpty, merge, parse, withRoom } from "./responses.js";
import { SAYS } from "./words.js";
/** @import {Desk} from "./types.js" */

/** @import {Store} from "./store.js" */

/** The desk's copy of one exercise: brought together at the start, then kept up to date. */
export class OnDesk {
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

  /** What may leave the device: a text with a certain hit waits on it. */
  get leaves() {
    return sendable(this.store.doc);
  }

  /** Nothing is held back on the device. */
  get hasAll() {
    return canon(this.leaves) === canon(this.store.doc);
  }

  get isKept() {
    return this.store.stopped || canon(this.leaves) === this.known;
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
    if (isEmpty(this.leaves)) return true;
    this.putting = this.putOnce();
    const done = await this.putting;
    this.putting = null;
    if (done && !this.isKept) this.later();
    return done;
  }

  async putOnce() {
    const { doc } = this.store;
    const body = JSON.stringify(this.leaves);
    try {
      const answer = await this.call(`responses/${this.store.exercise}`, { method: "PUT", body });
      const merged = parse(JSON.stringify(answer), this.store.exercise);
      this.known = canon(sendable(withRoom(merge(merged, doc))));
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
    if (this.isKept || isEmpty(this.leaves)) return;
    const body = JSON.stringify(this.leaves);
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

/** @type {Desk | null | undefined} */
let foundDesk;

/** What the desk says about itself in the page's head; null on a published page or a file. */
export function desk() {
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
