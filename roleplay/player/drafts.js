/** Words that are not kept with the work: typed before a choice, held back, or only for the carer. */

/**
 * Words for this visit only, so that a phone call loses nothing.
 * @param {string} place
 * @param {string} [text] keep this; without it, give what was kept
 */
export const draftOf = (place, text) => words("sessionStorage", `connection-first/draft/${place}`, text);

/**
 * Words that stay on this device and are never sent.
 * @param {string} place
 * @param {string} [text]
 */
export const onlyForMe = (place, text) => words("localStorage", `connection-first/for-me/${place}`, text);

/** @param {"sessionStorage" | "localStorage"} where @param {string} key @param {string} [text] @returns {string} */
function words(where, key, text) {
  try {
    if (text === undefined) return window[where].getItem(key) || "";
    if (text) window[where].setItem(key, text);
    else window[where].removeItem(key);
  } catch {
    // Storage is blocked: the words stay in the box while the page is open.
  }
  return text || "";
}
