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
