// The facilitator's page: the room as it stands, and one clear button for the next step.
import { button, h, paragraphs, scene, share, shortly, split, timer } from "./room-draw.js";
import { lookBack } from "./room-debrief.js";
import { run } from "./room-page.js";
import { AFTER, NEXT, TITLES } from "./room-words.js";

/** @param {any} told @param {import("./room-page.js").Place} place */
function draw(told, place) {
  const { room } = told;
  const title = h("h1", { tabindex: "-1" }, TITLES[room.phase]);
  if (room.phase === "closed") return [title, room.record ? record(room.record, room.words) : h("p", {}, "The rehearsal is over.")];
  const parts = [
    title,
    h("p", { class: "soft" }, `Room ${room.code} · ${people(room.people)} · ${room.title}`),
    ...voted(room),
    NEXT[room.phase] && button(NEXT[room.phase], { act: "next", step: room.step }, { class: "lead-next", id: "next", "aria-describedby": "after" }),
    AFTER[room.phase] && h("p", { id: "after", class: "soft" }, AFTER[room.phase]),
  ];
  if (room.phase === "lobby") parts.push(lobby(room, place));
  else if (room.phase === "ended") {
    parts.push(
      button("Close the room", { act: "close", step: room.step }, { class: "lead-next", id: "close" }),
      h("p", { class: "soft" }, room.rehearsal ? "Closing ends the rehearsal. All of it is deleted." : "Closing keeps only counts. Shared lines and everybody's own votes are deleted."),
      lookBack(room.debrief, (line) => button("Leave out", { act: "hide", line: line.line }, { class: "small quiet" })),
    );
  } else parts.push(...story(room, place));
  return /** @type {Node[]} */ (parts.filter(Boolean));
}

/** How many have voted of how many are here; said aloud only when it is everybody. @param {any} room */
function voted(room) {
  if (room.phase !== "vote" && room.phase !== "again") return [];
  const all = room.people > 0 && room.voted >= room.people;
  return [
    h("p", { class: "big", id: "voted" }, `${room.voted} of ${room.people} have voted`),
    h("p", { class: "soft", role: "status", id: "all" }, all ? "Everyone who is here has voted." : room.voted < room.fewest ? `Until ${room.fewest} have voted, how they chose stays hidden.` : ""),
  ];
}

/** @param {number} count */
const people = (count) => `${count} ${count === 1 ? "person" : "people"} here`;

/** @param {any} room @param {import("./room-page.js").Place} place */
function lobby(room, place) {
  const picture = h("div", { class: "qr", role: "img", "aria-label": "QR code that opens the room on a phone", "data-key": "qr" });
  picture.append(/** @type {HTMLTemplateElement} */ (document.getElementById("picture")).content.cloneNode(true));
  return h(
    "div",
    {},
    h("section", { class: "card two" }, picture, h("div", {}, h("p", {}, "Join with this code:"), h("p", { class: "code-large" }, room.code), h("p", { class: "soft" }, shortly(place.address)))),
    h("p", { class: "row" }, screenLink(place)),
    !room.rehearsal && h("p", { class: "row" }, button(room.guests ? "Close the door for guests" : "Let guests in by code alone", { act: "guests", open: !room.guests }, { class: "small quiet", id: "guests" })),
    h("section", { class: "card" }, h("h2", {}, room.title), ...paragraphs(room.about), ...paragraphs(room.note)),
    h("p", { class: "row" }, button("Close this room without playing", { act: "close", step: room.step }, { class: "small quiet", id: "close" })),
  );
}

/** @param {import("./room-page.js").Place} place */
const screenLink = (place) => h("a", { class: "button small quiet", href: `${place.base}/screen`, target: "_blank" }, "Open the screen for the projector");

/** @param {any} room @param {import("./room-page.js").Place} place */
function story(room, place) {
  const voting = room.phase === "vote" || room.phase === "again";
  const talking = room.phase === "discuss" || room.phase === "say";
  return [
    voting && room.rehearsal && h("p", { class: "row" }, button("Do not wait: everyone votes now", { act: "everyone", step: room.step }, { class: "small quiet", id: "everyone" })),
    room.phase === "decide" && deciding(room),
    room.question && h("section", { class: "card note" }, h("h2", {}, "A question to ask"), h("p", { class: "big" }, room.question)),
    talking && timing(room, place),
    room.first && split(room),
    scene(room),
    room.lines.length > 0 && lines(room),
    h(
      "details",
      { "data-key": "more" },
      h("summary", {}, "More"),
      h(
        "div",
        { class: "row" },
        (room.phase === "shown" || room.phase === "discuss") && button("Decide without a second vote", { act: "skip", step: room.step }, { class: "small quiet", id: "skip" }),
        screenLink(place),
        button("Stop the story here and look back", { act: "end", step: room.step }, { class: "small quiet", id: "end" }),
      ),
    ),
  ].map((part) => part || null);
}

/** @param {any} room */
function deciding(room) {
  const { leading } = room;
  return h(
    "section",
    { "data-key": `decide${room.step}` },
    leading
      ? button(`Follow the group: ${room.choices[leading]}`, { act: "go", step: room.step, choice: leading }, { class: "lead-next", id: "follow" })
      : h("p", { class: "lead" }, "No one reply is ahead, or too few voted. Ask the group, then choose."),
    leading && h("h2", {}, "Or go another way"),
    h(
      "ul",
      { class: "choices" },
      ...Object.entries(room.choices)
        .filter(([name]) => name !== leading)
        .map(([name, text]) => h("li", {}, button(String(text), { act: "go", step: room.step, choice: name }, { id: `go-${name}` }))),
    ),
  );
}

/** @param {any} room @param {import("./room-page.js").Place} place */
function timing(room, place) {
  return h(
    "div",
    { class: "row timing", role: "group", "aria-label": "Timer" },
    timer(room.until, place.off()) ?? h("span", { class: "soft" }, "Timer:"),
    ...[1, 2, 5].map((minutes) => button(`${minutes} ${minutes === 1 ? "minute" : "minutes"}`, { act: "timer", step: room.step, minutes }, { class: "small quiet", id: `timer-${minutes}`, "aria-label": `Set a timer: ${minutes} ${minutes === 1 ? "minute" : "minutes"}` })),
    room.until && button("No timer", { act: "timer", step: room.step, minutes: 0 }, { class: "small quiet", id: "timer-0", "data-then": "timer-1" }),
  );
}

/** @param {any} room */
function lines(room) {
  return h(
    "section",
    { class: "card" },
    h("h2", { id: "lines", tabindex: "-1" }, "Lines people shared"),
    h("p", { class: "soft" }, "They are shown to everyone when you look back. Leave out what should not be read aloud."),
    h("ul", { class: "roads" }, ...room.lines.map((/** @type {any} */ line) => h("li", {}, `“${line.text}” `, line.hidden ? h("span", { class: "soft" }, "left out") : button("Leave out", { act: "hide", line: line.line }, { class: "small quiet", id: `hide-${line.line}`, "data-then": "lines" })))),
  );
}

/**
 * What stays of the room. The texts come from the course; a record itself holds counts and names of scenes.
 * @param {any} kept
 * @param {Record<string, {text: string, choices: Record<string, string>}>} words
 */
function record(kept, words) {
  return h(
    "div",
    {},
    h("section", { class: "card" }, h("h2", {}, kept.title), h("p", {}, `${people(kept.people).replace(" here", "")} took part. Only these counts are kept.`)),
    h("ol", { class: "list" }, ...kept.turns.map((/** @type {any} */ turn) => moment(turn, words[turn.scene]))),
  );
}

/** @param {any} turn @param {{text: string, choices: Record<string, string>} | undefined} words */
function moment(turn, words) {
  return h(
    "li",
    { class: "card" },
    ...(words ? paragraphs(words.text) : [h("p", {}, turn.scene)]),
    turn.chosen && h("p", {}, h("strong", {}, turn.followed ? "The group's choice: " : "The way that you chose: "), words?.choices[turn.chosen] ?? turn.chosen),
    ...votes("The vote", turn.voted, turn.votes, words),
    ...(turn.voted_again === null ? [] : votes("The second vote", turn.voted_again, turn.votes_again, words)),
  );
}

/**
 * @param {string} which
 * @param {number} voted
 * @param {Record<string, number> | null} fell
 * @param {{choices: Record<string, string>} | undefined} words
 */
function votes(which, voted, fell, words) {
  if (!voted) return [h("p", { class: "soft" }, "Nobody had voted here.")];
  const title = h("h3", {}, `${which}: ${voted} voted`);
  if (!fell) return [title, h("p", { class: "soft" }, "Too few to keep how the votes fell.")];
  const rows = Object.entries(fell).sort(([, one], [, other]) => other - one);
  return [title, h("ul", { class: "split" }, ...rows.map(([name, count]) => h("li", {}, h("p", {}, words?.choices[name] ?? name), share(count, voted))))];
}

run(draw);
