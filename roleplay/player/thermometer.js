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
  const ticks = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => `M${24 + i * 21} 20v${i === 5 ? 7 : 4}`);
  draw("path", { class: "cf-marks", d: ticks.join("") });
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

/**
 * Draw how the child's temperature went through a run, with the same in words.
 * @param {string} child
 * @param {number[]} readings one a moment, and the last at the end
 */
export function temperaturePath(child, readings) {
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "0 0 320 104");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "cf-path");
  /** @param {string} tag @param {Record<string, string | number>} attributes @param {string} [text] */
  const draw = (tag, attributes, text = "") => {
    const shape = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, String(value));
    shape.textContent = text;
    svg.append(shape);
    return shape;
  };
  const x = (/** @type {number} */ i) => 16 + (i * 288) / Math.max(1, readings.length - 1);
  const y = (/** @type {number} */ n) => 84 - n * 6.4;
  draw("line", { class: "cf-base", x1: 4, x2: 316, y1: 88, y2: 88 });
  draw("polyline", { class: "cf-way", points: readings.map((n, i) => `${x(i)},${y(n)}`).join(" ") });
  readings.forEach((n, i) => {
    draw("circle", { class: "cf-dot", cx: x(i), cy: y(n), r: 4.5 }).setAttribute("data-heat", n > 5 ? "hot" : n > 3 ? "warm" : "calm");
    draw("text", { x: x(i), y: y(n) - 9 }, String(n));
    draw("text", { class: "cf-where", x: x(i), y: 101 }, i < readings.length - 1 ? String(i + 1) : WORDS.pathEnd);
  });
  return h("div", { class: "cf-temperature" }, svg, h("p", {}, WORDS.path(child, readings)));
}
