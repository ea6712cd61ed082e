/** What Python writes in when it joins the modules (roleplay/scripts.py): empty in the source. */

export const COURSE = "";
export const CSS = "";
/** The language of the page, and the way its lines run. */
export const LANG = "en-GB";
export const DIR = "ltr";
export const ARROW = "→";
/** @type {{help_lines: string[], not_places: string[], rules: {id: string, certain: boolean,
 *   flags: string, check?: string, pattern: string, found: string, change: string}[]}} */
export const PRIVACY = { help_lines: [], not_places: [], rules: [] };
