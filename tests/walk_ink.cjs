// Compile the ink file given and walk every run of it. Prints JSON: each scene's text and tags, and
// for each run its choices (by their tag "choice") and the scene in which it ended.
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
  let name = ahead();
  for (const index of way) {
    story.ChooseChoiceIndex(index);
    name = ahead();
  }
  const picks = scenes[name].choices.length;
  if (picks === 0) runs.push([way, name]);
  for (let index = 0; index < picks; index += 1) walk([...way, index]);
}

walk([]);
process.stdout.write(JSON.stringify({ said, scenes, runs, global: story.globalTags }));
