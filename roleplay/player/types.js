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
 *   answers: Record<string, Answer>, plan: Plan | null, sorts: Record<string, Sorting>}} Responses
 * @typedef {{picks: Record<string, string>, version: string, looked: boolean, changed: string}} Sorting
 * @typedef {{text: string, belongs: string, because: string, places?: Record<string, string>}} Card
 * @typedef {{name: string, title: string, about: string, minutes: number, version: string, reviewed: string[],
 *   places?: Record<string, string>, cards: Record<string, Card>, message?: string}} Sort
 * @typedef {{api: string, signIn: string, signOut: string, replies: string, signedIn: boolean,
 *   trainer?: string, id?: string, name: string, role: string}} Desk
 * @typedef {{is: any, changed: string, asked?: string}} SheetValue
 * @typedef {{format: string, sheet: string, version: string, changed: string,
 *   values: Record<string, SheetValue>}} SheetDoc
 * @typedef {{title: string, about: string, back?: boolean, says: {title: string, text: string}[],
 *   asks: Record<string, SheetPart>}} SheetArea
 * @typedef {{box: string, lines?: string[], fills?: boolean, middle?: number[],
 *   areas: {d: string, x: number, y: number, tone: string, at?: string}[]}} SheetDrawing
 * @typedef {{kind: string, label: string, help?: string, title?: string, text?: string, steps?: string[],
 *   rows?: number, feels?: string[], options?: Record<string, string>,
 *   pieces?: Record<string, {label: string, words: string[]}>, notices?: {on: string[], says: string}[],
 *   pictures?: Record<string, {words: string, d: string}>, drawn?: SheetDrawing,
 *   areas?: Record<string, SheetArea>, add?: string, dated?: boolean, blank?: number,
 *   parts?: Record<string, SheetPart>, middle?: string, of?: string, shows?: string, by?: string,
 *   rings?: Record<string, string>, asks?: Record<string, string>,
 *   unset?: string, low?: {asks: string[], most: number, says: string}}} SheetPart
 * @typedef {{name: string, title: string, version: string, about: string, minutes: number,
 *   reviewed: string[], credit?: string, parts: Record<string, SheetPart>}} SheetData
 * @typedef {{get: (at: string) => any, put: (at: string, is: any) => void, kept: (at: string) => SheetValue | undefined,
 *   all: () => Record<string, SheetValue>, said: (text: string) => void,
 *   build: (parts: Record<string, SheetPart>, at: string, sheet: SheetHand) => SheetShown}} SheetHand
 *   what a part of a sheet can do with what is filled in
 * @typedef {{el: HTMLElement, hear: () => void, onPaper?: (form: Element) => void}} SheetShown a part on the screen;
 *   `hear` shows what is filled in now, `onPaper` puts what is drawn on the form as well
 */

export {};
