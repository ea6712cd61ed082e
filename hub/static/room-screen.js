// The projector's page: large, no names, no controls.
import { h, paragraphs, scene, shortly, split, timer } from "./room-draw.js";
import { lookBack } from "./room-debrief.js";
import { run } from "./room-page.js";
import { TITLES, WALL } from "./room-words.js";

/** @param {any} told @param {import("./room-page.js").Place} place */
function draw(told, place) {
  const { room } = told;
  const title = h("h1", { tabindex: "-1" }, TITLES[room.phase]);
  if (room.phase === "closed") return [title, h("p", {}, "Thank you for being here.")];
  if (room.phase === "lobby") return [title, ...lobby(room, place)];
  if (room.phase === "ended") return [title, lookBack(room.debrief)];
  const voting = room.phase === "vote" || room.phase === "again";
  const choices = voting || room.phase === "decide";
  return /** @type {Node[]} */ (
    [
      title,
      voting && h("p", { class: "big", id: "voted" }, `${room.voted} of ${room.people} have voted`),
      WALL[room.phase] && h("p", { class: "soft" }, WALL[room.phase]),
      timer(room.until, place.off()),
      room.phase === "say" || voting ? scene(room) : null,
      room.phase === "say" && room.ask && h("p", { class: "big" }, room.ask),
      voting && h("ul", { class: "split" }, ...Object.values(room.choices).map((text) => h("li", { class: "card" }, String(text)))),
      room.first && !choices && split(room),
      room.phase === "decide" && split(room),
    ].filter(Boolean)
  );
}

/** @param {any} room @param {import("./room-page.js").Place} place */
function lobby(room, place) {
  const picture = h("div", { class: "qr", role: "img", "aria-label": "QR code that opens the room on a phone", "data-key": "qr" });
  picture.append(/** @type {HTMLTemplateElement} */ (document.getElementById("picture")).content.cloneNode(true));
  return [
    h("div", { class: "two" }, picture, h("div", {}, h("p", {}, "Join with this code:"), h("p", { class: "code-large" }, room.code), h("p", { class: "soft" }, shortly(place.address)))),
    h("p", { class: "big", id: "people" }, `${room.people} ${room.people === 1 ? "person is" : "people are"} here`),
    h("h2", {}, room.title),
    ...paragraphs(room.note),
  ];
}

run(draw);
