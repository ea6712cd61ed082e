/** Keep a part in the page's colours, light or dark. */

/**
 * Keep the part in the page's colours, light or dark, and stop when it is taken away.
 * @param {HTMLElement} root
 */
export function followTheme(root) {
  const page = document.documentElement;
  const media = matchMedia("(prefers-color-scheme: dark)");
  const look = () => {
    const lab = document.body && document.body.dataset.jpThemeLight;
    const named = page.dataset.theme || (lab && (lab === "false" ? "dark" : "light"));
    root.dataset.theme = named || (media.matches ? "dark" : "light");
  };
  const watcher = new MutationObserver(look);
  const watched = { attributes: true, attributeFilter: ["data-theme", "data-jp-theme-light"] };
  watcher.observe(page, watched);
  watcher.observe(document.body, watched);
  media.addEventListener("change", look);
  look();
  return () => {
    watcher.disconnect();
    media.removeEventListener("change", look);
  };
}
