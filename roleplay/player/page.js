/** The host for pages: finds the parts of a page, and gives each its share of what is kept. */
import { Bar, sheet } from "./bar.js";
import { desk } from "./desk.js";
import { PageModel, scenarios } from "./host.js";
import { KINDS } from "./kinds.js";
import { render } from "./player.js";
import { storeOf, stores } from "./store.js";

/** @type {Bar | null} */
let bar = null;
const sayBar = () => bar?.say();

if (typeof HTMLElement !== "undefined") {
  /** A part of a page: its data is the JSON inside it, its readable text stays for print and search. */
  class Part extends HTMLElement {
    connectedCallback() {
      // Before the page has arrived whole, the JSON inside may not be there yet; what follows it says that it is.
      if (document.readyState === "loading" && !this.json()?.nextSibling)
        document.addEventListener("DOMContentLoaded", () => this.begin(), { once: true });
      else this.begin();
    }

    json() {
      return [...this.children].find((one) => one instanceof HTMLScriptElement && one.type === "application/json");
    }

    begin() {
      if (this.shadowRoot || !this.isConnected) return;
      const json = this.json();
      /** @type {any} */
      let data = null;
      try {
        data = JSON.parse((json && json.textContent) || "");
      } catch {
        // The readable text stays.
        return;
      }
      const kind = this.localName;
      const store = storeOf(this.getAttribute("exercise") || "");
      store.labels[data.id || data.name] = data.label || data.title;
      if (kind === "role-play") scenarios.set(data.name, data);
      if (!bar && desk()) bar = new Bar(desk());
      store.hearers.add(sayBar);
      const el = document.createElement("div");
      el.className = `part-${kind}`;
      this.attachShadow({ mode: "open" }).append(sheet(), el, document.createElement("slot"));
      render({ model: new PageModel(kind, data, store), el });
      store.hearers.forEach((hear) => hear());
    }
  }
  for (const name of Object.keys(KINDS))
    if (!customElements.get(name)) customElements.define(name, class extends Part {});
  // Without a desk the line is only for trouble: it can wait until the page can be used.
  const greet = () => {
    if (bar) return;
    if (desk()) bar = new Bar(desk());
    else if (stores.size) setTimeout(() => (bar = new Bar(null)), 500);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", greet);
  else greet();
}
