/** Keeps a sheet on this device and nowhere else: through a reload, in two windows, or in this window alone. */
import { download } from "./download.js";
import { now } from "./build.js";
import { MOST_FIELDS, askedAt, emptySheet, joinSheets, parseSheet } from "./sheet-kept.js";
import { stores } from "./store.js";
import { SHEET } from "./words-tool-sheet.js";
/** @import {SheetData, SheetDoc} from "./types.js" */

export class SheetStore {
  /** @param {SheetData} data @param {(message: string) => void} said */
  constructor(data, said) {
    this.data = data;
    this.said = said;
    this.key = `connection-first/sheets/${data.name}`;
    /** @type {Set<() => void>} */
    this.hearers = new Set();
    this.blocked = false;
    this.isDirty = false;
    this.timer = 0;
    this.doc = this.onDevice();
    this.hear = (/** @type {StorageEvent} */ event) => {
      if (event.key !== this.key && event.key !== null) return;
      // Cleared, or everything deleted, in another window: nothing is written back.
      if (!event.newValue) this.forget();
      else this.doc = joinSheets(this.doc, this.onDevice());
      this.tell();
      this.said(event.newValue ? SHEET.newer : SHEET.cleared);
    };
    this.keep = () => {
      clearTimeout(this.timer);
      if (this.isDirty) this.write();
    };
    addEventListener("storage", this.hear);
    addEventListener("pagehide", this.keep);
    document.addEventListener("visibilitychange", this.keep);
  }

  /** Read what the device has; a copy that cannot be read is kept aside, never written over. @returns {SheetDoc} */
  onDevice() {
    const { name, version } = this.data;
    let text = "";
    try {
      text = localStorage.getItem(this.key) || "";
      if (text) return parseSheet(text, name);
    } catch {
      try {
        if (text) {
          localStorage.setItem(`${this.key}/broken-${Date.now()}`, text);
          localStorage.removeItem(this.key);
        } else this.blocked = true;
      } catch {
        this.blocked = true;
      }
    }
    return emptySheet(name, version);
  }

  /** @param {string} at @returns {any} what is filled in there */
  get(at) {
    const kept = this.doc.values[at];
    return kept ? kept.is : undefined;
  }

  /** Fill something in; it is kept a moment later. @param {string} at @param {any} is */
  put(at, is) {
    const { values } = this.doc;
    if (!(at in values) && Object.keys(values).length >= MOST_FIELDS) {
      this.said(SHEET.full);
      return;
    }
    const asked = askedAt(this.data, at);
    this.doc = { ...this.doc, values: { ...values, [at]: asked ? { is, changed: now(), asked } : { is, changed: now() } } };
    this.isDirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.keep, 500);
    this.tell();
  }

  write() {
    this.isDirty = false;
    // Everything of this course is being deleted.
    if (stores.get("")?.stopped) return;
    const here = this.onDevice();
    this.doc = { ...joinSheets(here, this.doc), version: this.data.version };
    try {
      localStorage.setItem(this.key, JSON.stringify(this.doc));
      this.blocked = false;
    } catch {
      this.blocked = true;
    }
    this.said(this.blocked ? SHEET.noRoom : SHEET.kept);
  }

  forget() {
    this.isDirty = false;
    this.doc = emptySheet(this.data.name, this.data.version);
  }

  /** Take everything away that is filled in. */
  clear() {
    this.forget();
    try {
      localStorage.removeItem(this.key);
    } catch {
      this.blocked = true;
    }
    this.tell();
    this.said(SHEET.cleared);
  }

  save() {
    this.keep();
    download(`connection-first-${this.data.name}.json`, "application/json", JSON.stringify(this.doc, null, 1));
    this.said(SHEET.saved);
  }

  /** @param {File} file */
  async load(file) {
    try {
      const found = parseSheet(file.size > 1e6 ? "" : await file.text(), this.data.name);
      this.doc = joinSheets(this.doc, found, true);
      this.write();
      this.tell();
      this.said(this.blocked ? SHEET.noRoom : SHEET.loaded);
    } catch (error) {
      this.said(error instanceof Error ? error.message : SHEET.notOurs);
    }
  }

  tell() {
    this.hearers.forEach((hear) => hear());
  }

  stop() {
    this.keep();
    removeEventListener("storage", this.hear);
    removeEventListener("pagehide", this.keep);
    document.removeEventListener("visibilitychange", this.keep);
  }
}
