// A carer's page: read, say it first, choose in private, see how the group chose, look back.
import { button, h, paragraphs, scene, split, timer } from "./room-draw.js";
import { lookBack } from "./room-debrief.js";
import { run } from "./room-page.js";
import { NOW, TITLES } from "./room-words.js";

const KEY = "connection-first/room";

/** What was written stays on this phone until the tab is closed; it is sent only when it is shared. @param {string} code @param {string} name */
const kept = (code, name) => sessionStorage.getItem(`${KEY}/${code}/${name}`) ?? "";

/** @param {any} told @param {import("./room-page.js").Place} place */
function draw(told, place) {
  const { room, own } = told;
  const title = h("h1", { tabindex: "-1" }, TITLES[room.phase]);
  const now = h("p", { class: "lead" }, NOW[room.phase]);
  if (room.phase === "closed") return room.rehearsal ? [title] : [title, now];
  if (room.phase === "lobby") {
    return [title, now, h("section", { class: "card" }, h("h2", {}, room.title), ...paragraphs(room.about), ...paragraphs(room.note))];
  }
  if (room.phase === "ended") return [title, now, lookBack(room.debrief)];
  const parts = [title, now, timer(room.until, place.off())];
  if (room.phase === "say") parts.push(scene(room), say(room, own, place));
  else if (room.phase === "vote" || room.phase === "again") parts.push(scene(room), ...vote(room, own, place));
  else parts.push(split(room, own), scene(room));
  return parts.filter((part) => part !== null);
}

/** @param {any} room @param {any} own @param {import("./room-page.js").Place} place */
function say(room, own, place) {
  const name = room.scene.name;
  const shared = own.lines[name];
  const box = h("textarea", { id: `say-${name}`, "data-key": name, maxlength: 300, rows: 3, "aria-describedby": "say-help" });
  box.textContent = kept(place.code, name);
  return h(
    "section",
    { class: "card", "data-key": `say-${name}` },
    h("label", { for: `say-${name}` }, room.ask ?? "What would you say first?"),
    box,
    h("p", { id: "say-help", class: "soft" }, "This stays on your phone. You can leave it empty."),
    shared && h("p", {}, h("strong", {}, "Shared without your name: "), `“${shared.text}”`),
    h(
      "div",
      { class: "row" },
      button(shared ? "Share it anew" : "Share it, without my name", { act: "share", scene: name }, { class: "small quiet", id: "share" }),
      shared && button("Take it back", { act: "withdraw", scene: name }, { class: "small quiet", id: "withdraw", "data-then": "share" }),
    ),
    h("p", { class: "soft" }, "A shared line is shown when we look back. Your facilitator sees it before, without your name."),
  );
}

/** @param {any} room @param {any} own @param {import("./room-page.js").Place} place */
function vote(room, own, place) {
  const mine = room.phase === "again" ? own.again : own.vote;
  const words = kept(place.code, room.scene.name);
  return [
    words && h("p", { class: "own" }, `What you would say: “${words}”`),
    h(
      "ul",
      { class: "choices", "data-key": `${room.phase}${room.step}`, "aria-label": "Choose one" },
      ...Object.entries(room.choices).map(([name, text]) =>
        h(
          "li",
          {},
          button(String(text), { act: "vote", step: room.step, choice: name }, { "aria-pressed": mine === name ? "true" : "false", id: `choice-${name}` }),
          room.phase === "again" && own.vote === name && h("span", { class: "mine" }, "Your first choice"),
        ),
      ),
    ),
    h("p", { class: "big", role: "status" }, mine ? "Your vote is in." : ""),
  ].filter((part) => part !== "");
}

run(draw, (act, place) => {
  if (act.act !== "share") return act;
  const text = kept(place.code, act.scene).trim();
  return text ? { ...act, text } : null;
});

document.addEventListener("input", (typed) => {
  const box = typed.target;
  const code = document.getElementById("room")?.dataset.code;
  if (box instanceof HTMLTextAreaElement) sessionStorage.setItem(`${KEY}/${code}/${box.dataset.key}`, box.value);
});
