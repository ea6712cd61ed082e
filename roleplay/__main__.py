"""``python -m roleplay``: the words that authors and trainers type. Each word is in ``commands*.py``."""

import click

from roleplay import (
    commands,
    commands_coverage,
    commands_exercises,
    commands_forget,
    commands_grade,
    commands_group,
    commands_language,
    commands_out,
    commands_play,
    commands_twee,
)
from roleplay.commands import schemas

__all__ = ["main", "schemas"]


class _InOrder(click.Group):
    """Lists the words in the order an author needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the words as they were added."""
        return list(self.commands)


@click.group(cls=_InOrder)
def main() -> None:
    """Connection First: write, check, play and draw role-plays.

    A role-play is given by its NAME (one of the course) or by its FILE (one of yours, ending in
    .yaml). The guide for authors: book/trainers/writing-a-role-play.md
    """


for word in (
    commands.new,
    commands.check,
    commands_play.play,
    commands_play.draw,
    commands_twee.import_twee,
    commands_twee.export,
    commands_exercises.exercises,
    commands_grade.grade,
    commands_group.debrief,
    commands_coverage.coverage,
    commands_language.catalogue,
    commands_out.out,
    commands_forget.forget,
    commands.schema,
):
    main.add_command(word)

if __name__ == "__main__":
    main()
