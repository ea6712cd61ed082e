// Makes marking quicker; everything works without it. Phrases go in where the cursor is, keys choose a level,
// and nothing that was written is lost by a wrong click.

/** @type {HTMLFormElement | null} */
const form = document.querySelector("#marking");
if (form) {
  let changed = Boolean(document.querySelector("[role=alert]"));
  const progress = document.querySelector("#progress");
  const others = progress?.textContent ?? "";
  const toThem = document.getElementById("comment-to-the-carer");
  const lines = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-criterion]")]);

  /** Say how many lines are chosen, of those that somebody answered. */
  const count = () => {
    const open = lines.filter((line) => !line.parentElement?.closest("details"));
    const done = open.filter((line) => line.querySelector("input[type=radio]:checked"));
    for (const line of done) line.querySelector("legend .you")?.remove();
    const chosen = open.length ? `${done.length} of ${open.length} chosen` : "";
    const words = toThem instanceof HTMLTextAreaElement && !toThem.value.trim() ? "no words to them yet" : "";
    const said = [chosen, words, others].filter(Boolean).join(" · ");
    if (progress && progress.textContent !== said) progress.textContent = said;
  };

  /**
   * Put a phrase into a box at the cursor, or take it out again.
   * @param {HTMLTextAreaElement} box
   * @param {string} phrase
   * @param {boolean} wanted
   */
  const put = (box, phrase, wanted) => {
    if (!wanted) {
      box.value = box.value.replace(phrase, "").replace(/ {2,}/g, " ").trim();
      return;
    }
    const at = box.dataset.touched ? box.selectionStart : box.value.length;
    const before = box.value.slice(0, at);
    const after = box.value.slice(at);
    const gap = before && !/\s$/.test(before) ? " " : "";
    box.value = before + gap + phrase + (after && !/^\s/.test(after) ? " " : "") + after;
    box.selectionStart = box.selectionEnd = before.length + gap.length + phrase.length;
  };

  for (const list of form.querySelectorAll("[data-phrases]")) {
    const box = document.getElementById(list.getAttribute("data-phrases") ?? "");
    if (!(box instanceof HTMLTextAreaElement)) continue;
    box.addEventListener("focus", () => (box.dataset.touched = "yes"));
    for (const tick of list.querySelectorAll("input[name^='add:']")) {
      if (!(tick instanceof HTMLInputElement)) continue;
      tick.removeAttribute("name"); // the words are in the box: they are not added a second time
      tick.addEventListener("change", () => put(box, tick.value, tick.checked));
    }
    const hint = list.querySelector(".by-save");
    if (hint) hint.textContent = "What you tick goes into your words at once. Change it as you like.";
  }

  /**
   * Go to another line of the rubric: to its chosen level, or its first.
   * @param {HTMLElement} from
   * @param {number} step
   */
  const go = (from, step) => {
    const seen = lines.filter((line) => line.checkVisibility());
    const to = seen[seen.indexOf(from) + step];
    const radio = to?.querySelector("input:checked") ?? to?.querySelector("input[type=radio]");
    if (radio instanceof HTMLElement) radio.focus();
  };

  // The link past what was played goes to the first line that is still open, with the answer in sight.
  document.querySelector("#to-levels")?.addEventListener("click", (event) => {
    const seen = lines.filter((line) => line.checkVisibility());
    const open = seen.find((line) => !line.querySelector("input[type=radio]:checked")) ?? seen[0];
    const radio = open?.querySelector("input:checked") ?? open?.querySelector("input[type=radio]");
    if (!(radio instanceof HTMLElement)) return;
    event.preventDefault();
    radio.focus({ preventScroll: true });
    (open === seen[0] ? (open.closest("section") ?? open) : open).scrollIntoView();
  });

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const buttons = form.querySelectorAll("button[name=go]");
      const last = buttons[buttons.length - 1];
      event.preventDefault();
      if (last instanceof HTMLButtonElement) form.requestSubmit(last);
      return;
    }
    const at = event.target;
    if (!(at instanceof HTMLInputElement) || at.type !== "radio") return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const line = at.closest("[data-criterion]");
    if (!(line instanceof HTMLElement)) return;
    const level = line.querySelector(`[data-level="${/^[0-4]$/.test(event.key) ? event.key : "-"}"]`);
    if (level instanceof HTMLInputElement) {
      event.preventDefault();
      level.focus();
      level.click();
      go(line, 1); // the last line stays where it is
    } else if (event.key === "n" || event.key === "p") {
      event.preventDefault();
      go(line, event.key === "n" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault(); // Enter on a level would send a half-marked page
    }
  });

  form.addEventListener("input", () => {
    changed = true;
    count();
  });
  form.addEventListener("change", () => {
    changed = true;
    count();
  });
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
  const keys = document.querySelector("#keys");
  if (keys instanceof HTMLElement && matchMedia("(hover: hover)").matches) keys.hidden = false;
  count();
}
