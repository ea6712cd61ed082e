/** The line at the top of a desk page: who is signed in, and anything a carer must know. */
import { desk } from "./desk.js";
import { CSS } from "./given.js";
import { stores } from "./store.js";
import { followTheme } from "./theme.js";
import { SAYS } from "./words.js";
/** @import {Desk} from "./types.js" */

export class Bar {
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
    followTheme(root);
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
    for (const store of stores.values()) 
      if (store.online && (await store.online.put()) && store.online.hasAll) store.forget(store.key);
    try {
      sessionStorage.clear();
    } catch {
      // Blocked storage keeps nothing.
    }
    location.href = href;
  }
}

export function sheet() {
  const style = document.createElement("style");
  style.textContent = `${CSS}
:host { display: block; }
slot { display: none; }
@media print {
  .part-role-play:not(:has([data-screen=ending])) { display: none; }
  .part-role-play:not(:has([data-screen=ending])) + slot { display: block; }
}`;
  return style;
}
