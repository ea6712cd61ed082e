/** The words of a map of people. Each text in double quotes is one for translators, as in words.js. */
export const MAP = {
  nobody: "nobody yet",
  noRing: "No ring chosen yet",
};
