/** The shapes that pass between the modules of the player (docs/formats.md). */

/**
 * @typedef {"settle" | "safe" | "connect" | "correct" | "repair"} Step
 * @typedef {{text: string, step: Step, feedback: string, leads_to: string,
 *   pace?: Record<string, number>, limit?: boolean, line?: string | null, harm?: string | null}} Choice
 * @typedef {{text: string, temperature: number, inside: string, ask?: string | null,
 *   title?: string | null, debrief?: string | null, choices?: Record<string, Choice>}} Scene
 * @typedef {{name: string, title: string, version: string, child: {name: string, age: number},
 *   minutes: number, about: string, content_note: string, reviewed: string[], start: string,
 *   line: {says: string, tell: string, by: string, needed: boolean},
 *   best: Record<string, number>, scenes: Record<string, Scene>, model: string[],
 *   message?: string}} Scenario
 * @typedef {{scene: string, choice: string, own_words: string, closest: string}} Pick
 * @typedef {{title: string, child: string, moments: {text: string, temperature: number,
 *   inside: string, step: string, said: string, feedback: string}[],
 *   ending: {title: string, text: string, inside: string, debrief: string}}} Script
 * @typedef {{id: string, scenario: string, version: string, started: string,
 *   ended: string | null, picks: Pick[], script: Script | null}} Run
 * @typedef {{name: string, scene: Scene, pick: string, choice: Choice}} Moment
 * @typedef {{place: "page" | "desk", signedIn: boolean, signIn: string, sent: string[],
 *   reply: string | null, message: string, missing: () => string[], saveFile: () => void,
 *   held: () => Held[], deleteAll: () => void,
 *   loadFile: (file: File) => Promise<void>, send: () => Promise<void>}} Host
 * @typedef {{get: (name: string) => any, set: (name: string, value: any) => void,
 *   save_changes: () => void, on: (event: string, callback: () => void) => void,
 *   off: (event: string, callback: () => void) => void}} Model
 * @typedef {{model: Model, scenario: Scenario, child: string, run: () => Run | undefined,
 *   mine: () => Run[], all: () => Run[], picksShown: () => Pick[], at: () => number,
 *   goTo: (place: number) => void, startAgain: () => void, stopWith: (stop: () => void) => void,
 *   heading: (text: string, kind?: string) => HTMLElement, answerTo: () => HTMLElement | null,
 *   heat: (scene: Scene) => HTMLElement}} Play
 * @typedef {{rule: string, certain: boolean, text: string, found: string, change: string}} Hit
 * @typedef {{label: string, hit: Hit, go: () => void}} Held something found in a box of this page
 * @typedef {{text: string, changed: string}} Answer
 * @typedef {{if: string, then: string, changed: string, rehearsed: boolean}} Plan
 * @typedef {{format: string, exercise: string, course: string, runs: Run[],
 *   answers: Record<string, Answer>, plan: Plan | null}} Responses
 * @typedef {{api: string, signIn: string, signOut: string, replies: string, signedIn: boolean,
 *   trainer?: string, id?: string, name: string, role: string}} Desk
 */

export {};
