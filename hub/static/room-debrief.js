// The room's look back: the path, the thermometer, the roads not taken, the PACE profile, shared lines.
import { h, heat, paragraphs } from "./room-draw.js";
import { CRITERIA } from "./room-words.js";

/**
 * @param {any} debrief
 * @param {(line: any) => Node | null} [beside] something beside each shared line
 */
export function lookBack(debrief, beside = () => null) {
  const { ending, gate } = debrief;
  return h(
    "div",
    {},
    ending &&
      h("section", { class: "card note" }, h("h2", {}, ending.title), ...paragraphs(ending.text), ...paragraphs(ending.debrief)),
    gate && !gate.open && h("section", { class: "card gate" }, h("h2", {}, "Talk about this first"), ...gate.reasons.map((/** @type {string} */ why) => h("p", {}, why))),
    h("section", { class: "card" }, h("h2", {}, "The safeguarding line"), h("p", {}, debrief.line.says), h("p", {}, `Tell ${debrief.line.tell}: ${debrief.line.by}.`)),
    h("h2", {}, "The path we took"),
    h("ol", { class: "list" }, ...debrief.path.map(moment)),
    h("section", { class: "card" }, h("h2", {}, "The thermometer"), h("ol", { class: "list" }, ...debrief.thermometer.map((/** @type {number} */ degrees) => h("li", {}, heat(degrees))))),
    h("section", { class: "card" }, h("h2", {}, "What our path carried"), h("ul", { class: "split" }, ...Object.entries(debrief.pace).map(([name, points]) => carried(name, points)))),
    debrief.lines.length > 0 &&
      h("section", { class: "card" }, h("h2", {}, "Lines people shared"), h("ul", { class: "roads" }, ...debrief.lines.map((/** @type {any} */ line) => h("li", {}, `“${line.text}” `, beside(line))))),
  );
}

/** @param {any} moment */
function moment(moment) {
  const others = Object.entries(moment.choices).filter(([name]) => name !== moment.chosen);
  const said = moment.choices[moment.chosen];
  return h(
    "li",
    { class: "card" },
    ...paragraphs(moment.text),
    heat(moment.temperature),
    h("p", {}, h("strong", {}, "We said: "), said.text),
    h("p", {}, said.feedback),
    h("p", { class: "soft" }, moment.followed ? "We went with what most of the group chose." : "Here the facilitator chose the way."),
    h("p", {}, h("strong", {}, "What the child may have thought: "), moment.inside),
    h(
      "details",
      {},
      h("summary", {}, "The roads not taken"),
      h("ul", { class: "roads" }, ...others.map(([, choice]) => h("li", {}, h("p", {}, choice.text), h("p", {}, choice.feedback), choice.harm && h("p", {}, choice.harm)))),
    ),
  );
}

/**
 * @param {string} name
 * @param {any} points
 */
function carried(name, points) {
  return h(
    "li",
    {},
    h("div", { class: "bar-of" }, h("span", {}, `${CRITERIA[name] ?? name}: ${points.earned} of ${points.best}`), h("i", { "aria-hidden": "true" }, h("b", { "data-width": Math.round((100 * points.earned) / points.best) }))),
  );
}
