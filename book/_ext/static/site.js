// The page's frame: names of buttons, closing the lists, printing. It stands behind the theme's script.
// It may not assume that anything can be kept, nor that a list is on every page.

/** Give the colour buttons the name of what is chosen now. */
const nameColours = () => {
  const mode = document.documentElement.dataset.mode || "auto";
  for (const button of document.querySelectorAll(".theme-switch-button")) {
    button.title = button.dataset[mode];
    button.setAttribute("aria-label", button.title);
  }
};
new MutationObserver(nameColours).observe(document.documentElement, { attributeFilter: ["data-mode"] });
nameColours();

// The lists open as dialogs on a phone; a link to this same page or the word Close shuts them.
document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target.closest("[data-close], dialog a[href^='#']") : null;
  if (target) target.closest("dialog")?.close();
});

// Paper is light, and what is folded prints open; after printing all is as it was.
const opened = new Set();
let colours = "";
addEventListener("beforeprint", () => {
  colours = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = "light";
  for (const fold of document.querySelectorAll("details:not([open])")) {
    fold.open = true;
    opened.add(fold);
  }
});
addEventListener("afterprint", () => {
  document.documentElement.dataset.theme = colours;
  for (const fold of opened) fold.open = false;
  opened.clear();
});

// A word of the glossary says what it means here, on the page. Where a browser cannot, the link leads to the glossary.
const meaning = document.getElementById("cf-word");
if (meaning?.showPopover) {
  let word = null;
  meaning.hidden = false;
  for (const link of document.querySelectorAll("a[data-means]")) link.setAttribute("aria-haspopup", "dialog");
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-means]") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    word = link;
    const [title, text] = meaning.children;
    title.textContent = link.textContent.replace(/^./, (first) => first.toUpperCase());
    text.textContent = link.dataset.means;
    meaning.querySelector("a").href = link.href;
    meaning.showPopover();
    // Under the word, or above it where there is more room.
    const [at, box] = [link.getBoundingClientRect(), meaning.getBoundingClientRect()];
    const below = at.bottom + box.height + 16 < innerHeight || at.top < box.height + 16;
    const wide = document.documentElement.clientWidth;
    meaning.style.top = `${scrollY + (below ? at.bottom + 8 : at.top - box.height - 8)}px`;
    meaning.style.left = `${scrollX + Math.max(16, Math.min(at.left, wide - box.width - 16))}px`;
    meaning.focus({ preventScroll: true });
  });
  meaning.addEventListener("toggle", (event) => {
    const here = document.activeElement;
    if (event.newState === "closed" && (here === document.body || meaning.contains(here))) word?.focus({ preventScroll: true });
  });
}

// The words of the search page, in plain English. Put in place by hand: Sphinx's own function for this
// makes code out of text, which the desk's pages never allow.
if (typeof Documentation !== "undefined") {
  Object.assign(Documentation.TRANSLATIONS, {
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
      "Nothing was found. Try another word, or a shorter one.",
    "Search finished, found ${resultCount} page(s) matching the search query.": "Pages found: ${resultCount}",
  });
  Documentation.LOCALE = "en-GB";
}
