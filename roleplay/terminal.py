"""Play a role-play in a terminal: for authors, who want to hear their story before anybody else does.

Rule: the same story, the same measures and the same words as in the player; nothing is kept.
What a file holds is shown as text, never as markup or as a terminal's own commands.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from roleplay import routes, scoring
from roleplay.model import CRITERIA, Scenario, Scene

STEPS = {"settle": "Settle me", "safe": "Make safe", "connect": "Connect", "correct": "Correct", "repair": "Repair"}  # fmt: skip
NAMES = {"order": "Connection first", "limit": "The second hand"}
ORDER = (
    "This time no step met {child}'s feeling. Connection before correction: next time, I can try to connect first.",
    "I corrected first, and then I found my way to {child}. Connection before correction: next time, I can try to connect first.",
    "I connected first. {child} may have felt understood before being asked for anything. That is connection before correction.",
)
HEAT = ((7, "very hot"), (5, "hot"), (3, "warm"), (1, "settled"), (-1, "calm"))
BACK, QUIT = ("b", "back"), ("q", "quit")

Ask = Callable[[str], str]
"""Put a question and return the answer; raises ``EOFError`` when there is nobody to answer."""


@dataclass
class Play:
    """A run in the making: the picks so far, and what was said in the carer's own words."""

    scenario: Scenario
    picks: list[str] = field(default_factory=list)
    own_words: dict[str, str] = field(default_factory=dict)

    @property
    def scene_name(self) -> str:
        """Name the scene the run has come to."""
        return routes.last_scene(self.scenario, self.picks)

    @property
    def scene(self) -> Scene:
        """Return the scene the run has come to."""
        return self.scenario.scenes[self.scene_name]


def play(playing: Play, console: Console, ask: Ask, *, with_words: bool = True) -> bool:
    """Play on from where ``playing`` stands, to an ending or until the player stops.

    Returns:
        Whether an ending was reached.

    Raises:
        EOFError: the input ended before the story did.
    """
    if not playing.picks:
        _opening(playing.scenario, console)
    while not playing.scene.is_ending:
        name, scene = playing.scene_name, playing.scene
        _scene(playing.scenario, scene, console)
        if scene.ask and with_words and name not in playing.own_words:
            _say(console, scene.ask, "bold")
            playing.own_words[name] = ask("In your own words (Enter to skip): ").strip()
        names = list(scene.choices)
        console.print(_choices(scene))
        answer = _answer(console, ask, names, can_go_back=bool(playing.picks))
        if answer in QUIT:
            _say(console, "Stopped. Nothing was kept.")
            return False
        if answer in BACK:
            playing.picks.pop()
        else:
            playing.picks.append(answer)
    return True


def _choices(scene: Scene) -> Table:
    """Number the choices, each with its further lines set in under its first."""
    table = Table.grid(padding=(0, 1, 1, 1))
    for number, choice in enumerate(scene.choices.values(), 1):
        table.add_row(str(number), Text(_safe(choice.text)))
    return table


def _answer(console: Console, ask: Ask, names: Sequence[str], *, can_go_back: bool) -> str:
    """Ask until the answer is a choice, or one of ``BACK`` and ``QUIT``."""
    help_line = f"1 to {len(names)}, {'b to go back, ' if can_go_back else ''}q to stop"
    while True:
        said = ask(f"What do you say or do now? ({help_line}): ").strip().lower()
        if said.isdecimal() and 1 <= int(said) <= len(names):
            return names[int(said) - 1]
        if said in names or said in QUIT or (said in BACK and can_go_back):
            return said
        _say(console, f"Please type {help_line}.")


def _opening(scenario: Scenario, console: Console) -> None:
    child = scenario.child
    console.print(Rule(Text(_safe(scenario.title))))
    _say(console, f"{child.name}, aged {child.age}. Every child here is made up. About {scenario.minutes} minutes.")  # fmt: skip
    _say(console, scenario.about)
    _say(console, scenario.content_note)
    if not scenario.reviewed_by:
        _say(console, "Nobody outside the writing team has reviewed this role-play yet.")


def _scene(scenario: Scenario, scene: Scene, console: Console) -> None:
    console.print(Rule(style="dim"))
    _say(console, scene.text)
    _say(console, thermometer(scenario.child.name, scene.temperature), "bold")


def thermometer(child: str, temperature: int) -> str:
    """Say the child's temperature in words, with a bar of ten."""
    heat = next(word for over, word in HEAT if temperature > over)
    bar = "█" * temperature + "░" * (10 - temperature)
    return f"{bar}  {child}'s temperature: {temperature} of 10, {heat}"


def debrief(playing: Play, console: Console) -> None:
    """Look back on a finished run: the script with the thoughts, the order, the profile, gate and line."""
    scenario, picks = playing.scenario, playing.picks
    child, ending = scenario.child.name, playing.scene
    console.print(Rule(Text(f"How it ended: {_safe(ending.title or '')}")))
    _say(console, ending.text)
    _say(console, thermometer(child, ending.temperature), "bold")
    _say(console, f"{child} may have been thinking: {ending.inside}", "italic")
    _say(console, f"To take with you: {ending.debrief}")
    gate = scoring.gate(scenario, picks)
    if not gate.is_open:
        console.print(Rule(Text(scoring.NOT_YET)))
        for reason in gate.reasons:
            _say(console, reason)
    console.print(Rule(Text("Looking back, moment by moment")))
    for number, moment in enumerate(routes.walk(scenario, picks), 1):
        _moment(playing, number, moment, console)
    console.print(Rule(Text("The order of my steps")))
    steps = [STEPS[moment.choice.step] for moment in routes.walk(scenario, picks)]
    _say(console, " → ".join(steps))
    _say(console, ORDER[_order(scenario, picks)].format(child=child))
    console.print(Rule(Text("What my replies carried")))
    for line in profile(scenario, picks):
        console.print(Padding(Text(line), (0, 0, 0, 2)))
    console.print()
    console.print(Rule(Text("The safeguarding line")))
    for line in safeguarding(scenario, picks):
        _say(console, line)


def _moment(playing: Play, number: int, moment: routes.Moment, console: Console) -> None:
    scenario, scene, choice = playing.scenario, moment.scene, moment.choice
    _say(console, f"{number}. {scene.text}")
    _say(console, thermometer(scenario.child.name, scene.temperature), "bold")
    _say(console, f"{scenario.child.name} may have been thinking: {scene.inside}", "italic")
    if own := playing.own_words.get(moment.scene_name):
        _say(console, f"In your own words: {own}")
    _say(console, f"You ({STEPS[choice.step]}): {choice.text}", "bold")
    _say(console, choice.feedback)
    others = [c for name, c in scene.choices.items() if name != moment.pick]
    _say(console, "\n".join(["The road not taken:" if len(others) == 1 else "The roads not taken:",
                             *(f"- {other.text}" for other in others)]), "dim")  # fmt: skip


def _order(scenario: Scenario, picks: Sequence[str]) -> int:
    progress = routes.Progress()
    for moment in routes.walk(scenario, picks):
        progress = progress.after(moment.choice)
    return progress.order


def profile(scenario: Scenario, picks: Sequence[str]) -> Iterator[str]:
    """Yield a bar for each criterion, on the same measure for every way through."""
    best, earned = scoring.best(scenario), scoring.marks(scenario, picks)
    for name in CRITERIA:
        if name in best:
            label = NAMES.get(name, name.capitalize())
            bar = "●" * earned[name] + "○" * (best[name] - earned[name])
            yield f"{label:<17} {bar}  {earned[name]} of {best[name]}"


def safeguarding(scenario: Scenario, picks: Sequence[str]) -> Iterator[str]:
    """Yield what the line is, and whether this run met it."""
    line = scenario.line
    met = any(moment.choice.line == "met" for moment in routes.walk(scenario, picks))
    yield f"{line.says} Tell {line.tell}: {line.by}."
    if line.needed:
        yield "You took that step." if met else "This time that step was not taken."


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(Padding(Text(_safe(text), style=style), (0, 0, 1, 0)))


def _safe(text: str) -> str:
    """Leave out what a terminal would obey."""
    return "".join(c for c in text if c == "\n" or c.isprintable())
