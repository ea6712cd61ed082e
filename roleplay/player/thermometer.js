/** Draw the child's emotional thermometer, with the same in words beside it. */
import { h } from "./build.js";
import { WORDS } from "./words.js";

/**
 * Draw the child's emotional thermometer, with the same in words beside it.
 * @param {string} child
 * @param {number} n 0-10
 * @param {number} [before] what it was a moment ago
 */
export function thermometer(child, n, before = n) {
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(NS, "svg");
  /** @param {string} tag @param {Record<string, string | number>} attributes */
  const draw = (tag, attributes) => {
    const shape = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, String(value));
    svg.append(shape);
  };
  svg.setAttribute("viewBox", "0 0 248 28");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "cf-thermometer");
  svg.dataset.heat = n > 5 ? "hot" : n > 3 ? "warm" : "calm";
  draw("rect", { class: "cf-tube", x: 8, y: 8, width: 236, height: 12, rx: 6 });
  draw("circle", { class: "cf-tube", cx: 14, cy: 14, r: 13 });
  draw("circle", { class: "cf-heat", cx: 14, cy: 14, r: 9 });
  draw("rect", { class: "cf-heat", x: 14, y: 10.5, width: 10 + n * 21, height: 7, rx: 3.5 });
  for (let i = 1; i < 10; i += 1)
    draw("line", { class: "cf-tick", x1: 24 + i * 21, x2: 24 + i * 21, y1: 20, y2: i === 5 ? 27 : 24 });
  if (before !== n)
    draw("line", { class: "cf-was", x1: 24 + before * 21, x2: 24 + before * 21, y1: 3, y2: 25 });
  return h(
    "div",
    { class: "cf-temperature" },
    svg,
    h(
      "p",
      {},
      h("strong", {}, WORDS.temperature(child, n)),
      before > n && ` ${WORDS.cooler(before)}`,
      before < n && ` ${WORDS.hotter(before)}`,
    ),
  );
}
