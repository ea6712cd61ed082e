/** Three short replays at even gaps as a calendar file (RFC 5545): all-day, and nothing personal in it. */
import { WORDS } from "./words.js";

const GAPS = [3, 10, 17];

/** The three days of the replays, at midnight UTC. @param {Date} today @returns {Date[]} */
export const replayDays = (today) =>
  GAPS.map((days) => new Date(Date.UTC(today.getFullYear(), today.getMonth(), today.getDate() + days)));

/** @param {Date} day */
const compact = (day) => day.toISOString().replace(/[-:]|\.\d+/g, "");

/** @param {string} text */
const escaped = (text) => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\n/g, "\\n");

/** No line is longer than 75 octets; a longer one goes on after a line break and a space. @param {string} line */
function folded(line) {
  const parts = [""];
  let octets = 0;
  for (const sign of line) {
    const size = new TextEncoder().encode(sign).length;
    if (octets + size > (parts.length > 1 ? 74 : 75)) {
      parts.push("");
      octets = 0;
    }
    parts[parts.length - 1] += sign;
    octets += size;
  }
  return parts.join("\r\n ");
}

/**
 * Write the calendar file.
 * @param {Date} today the carer's own day
 * @param {() => string} newName a name nobody else has, for each event
 */
export function calendar(today, newName) {
  const events = replayDays(today).flatMap((day) => [
    "BEGIN:VEVENT",
    `UID:${newName()}@connection-first.invalid`,
    `DTSTAMP:${compact(today)}`,
    `DTSTART;VALUE=DATE:${compact(day).slice(0, 8)}`,
    `DTEND;VALUE=DATE:${compact(new Date(day.getTime() + 864e5)).slice(0, 8)}`,
    `SUMMARY:${escaped(WORDS.replaySummary)}`,
    `DESCRIPTION:${escaped(WORDS.replayText)}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ]);
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Connection First//Replays//EN", ...events, "END:VCALENDAR"];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}
