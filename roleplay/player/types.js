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
 *   best: Record<string, number>, scenes: Record<string, Scene>, message?: string}} Scenario
 * @typedef {{scene: string, choice: string, own_words: string, closest: string}} Pick
 * @typedef {{id: string, scenario: string, version: string, started: string,
 *   ended: string | null, picks: Pick[]}} Run
 * @typedef {{name: string, scene: Scene, pick: string, choice: Choice}} Moment
 * @typedef {{place: "page" | "desk", signedIn: boolean, signIn: string, sent: string[],
 *   reply: string | null, message: string, missing: () => string[], saveFile: () => void,
 *   loadFile: (file: File) => Promise<void>, send: () => Promise<void>}} Host
 * @typedef {{get: (name: string) => any, set: (name: string, value: any) => void,
 *   save_changes: () => void, on: (event: string, callback: () => void) => void,
 *   off: (event: string, callback: () => void) => void}} Model
 * @typedef {{text: string, changed: string}} Answer
 * @typedef {{if: string, then: string, changed: string}} Plan
 * @typedef {{format: string, exercise: string, course: string, runs: Run[],
 *   answers: Record<string, Answer>, plan: Plan | null}} Responses
 * @typedef {{api: string, signIn: string, signOut: string, replies: string, signedIn: boolean,
 *   trainer?: string, id?: string, name: string, role: string}} Desk
 */

export {};
