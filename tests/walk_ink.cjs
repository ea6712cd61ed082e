// Compile the ink file given and walk every run of it. Prints JSON: each scene's text and tags, and
// for each run its choices (by their tag "choice") and the scene in which it ended; and each step from a
// scene to the next. With "each-step" as a second word a scene is walked on from only once.
// With "once" as a second word, a scene is walked on from only the first time it is met.
const fs = require("node:fs");
const { Compiler } = require("inkjs/full");

const said = [];
const compiler = new Compiler(fs.readFileSync(process.argv[2], "utf-8"), { errorHandler: (message) => said.push(message) });
// The compiler is one long line, which node would print in full.
process.on("uncaughtException", (error) => {
  console.error([...said, error.message].join("\n").slice(0, 1000));
  process.exit(1);
});
const story = compiler.Compile();
const scenes = {};
const runs = [];
const steps = [];
const walkedOn = new Set();
const tag = (tags, name) => (tags ?? []).find((t) => t.startsWith(`${name}: `))?.slice(name.length + 2);

/** Go on to the next choices; note the scene and return its name. */
function ahead() {
  const lines = [];
  const tags = [];
  while (story.canContinue) {
    lines.push(story.Continue().trim());
    tags.push(...story.currentTags);
  }
  const name = tag(tags, "scene");
  scenes[name] ??= { lines: lines.filter(Boolean), tags, choices: story.currentChoices.map((c) => ({ text: c.text, tags: c.tags })) };
  return name;
}

/** Play on along `way`, and then along every way from there. */
function walk(way) {
  story.ResetState();
  let before = "";
  let name = ahead();
  for (const index of way) {
    story.ChooseChoiceIndex(index);
    [before, name] = [name, ahead()];
  }
  if (way.length > 0) steps.push([before, way.at(-1), name]);
  const picks = scenes[name].choices.length;
  if (picks === 0) runs.push([way, name]);
  if (process.argv[3] === "each-step" && walkedOn.has(name)) return;
  walkedOn.add(name);
  for (let index = 0; index < picks; index += 1) walk([...way, index]);
}

walk([]);
process.stdout.write(JSON.stringify({ said, scenes, runs, steps, global: story.globalTags }));
