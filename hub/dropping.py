"""Files handed in at the desk: by a trainer for carers, and by a carer from another device.

A plain form each, no script. Whatever is too large or not ours is answered with its reason.
"""

import asyncio
import contextlib
import re
from pathlib import Path
from typing import Any

from tornado.httputil import HTTPFile, HTTPInputError, parse_body_arguments
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.web import HTTPError, stream_request_body

from hub import passwords
from hub.batches import Batch, Batches
from hub.marking import Marking
from hub.pages import Desk, DeskHandler
from hub.store import NameRefusedError
from hub.trainer import TrainerHandler
from roleplay import grading, grading_collect, names
from roleplay.grading_collect import MOST_ENTRIES, Look
from roleplay.responses import Responses, ResponsesError

MOST_TOGETHER = 20_000_000
"""Bytes of all files chosen at once."""
MOST_FILES = 50
MOST_SENT = 80_000_000
"""Bytes that are let run through, unread, so that we are the one who says "too large"."""
NO_FILE = "No file was chosen. Choose one, or drop it on the box, and press the button."
TOO_LARGE = (
    "Together these files are larger than 20 MB. Please choose fewer at once. Nothing was taken in."
)
TOO_MANY = "These are too many files at once. Please choose 50 or fewer. Nothing was taken in."
NOT_HERE = "It belongs to '{}', which is not an exercise of this course."
NEW = "Handed in."
NOTHING_NEW = "Nothing new: all of it was handed in before."
WHOSE = "Nobody was chosen, so this one waits."
NOT_A_NAME = "'{}' cannot be a sign-in name. {}"
PRIVATE = (
    "This file was not handed in, because it holds what looks like {}. "
    "Change it on the device it came from, save the file there once more, and hand that one in."
)


@stream_request_body
class FilesHandler(DeskHandler):
    """The base of what takes files: reads them within limits, and has a reason for those beyond."""

    body_read = False

    async def prepare(self) -> None:
        """Find out who it is before the files come, and make room for them."""
        self._arrived: list[bytes] = []
        self._size = 0
        if self.request.method == "POST":
            self.request.connection.set_max_body_size(MOST_SENT)
        await super().prepare()
        self.must_be_signed_in()

    def check_xsrf_cookie(self) -> None:
        """Check the page's token once the form is here: it travels with the files."""
        if self.request.method != "POST" or self.body_read:
            super().check_xsrf_cookie()

    def data_received(self, chunk: bytes) -> None:
        """Keep what arrives while it is not too much."""
        self._size += len(chunk)
        if self._size <= MOST_TOGETHER:
            self._arrived.append(chunk)
        else:
            self._arrived.clear()

    def form(self) -> str:
        """Read the form that has arrived; return why its files cannot be taken, or nothing."""
        if self._size > MOST_TOGETHER:
            return TOO_LARGE
        request = self.request
        try:
            parse_body_arguments(
                request.headers.get("Content-Type", ""),
                b"".join(self._arrived),
                request.body_arguments,
                request.files,
            )
        except HTTPInputError as error:
            raise HTTPError(400) from error
        for name, values in request.body_arguments.items():
            request.arguments.setdefault(name, []).extend(values)
        self.body_read = True
        self.check_xsrf_cookie()
        files = self.files()
        return NO_FILE if not files else TOO_MANY if len(files) > MOST_FILES else ""

    def files(self) -> list[HTTPFile]:
        """Return the files of the form."""
        return list(self.request.files.get("files", []))

    async def looks(self) -> list[Look]:
        """Read the files, without holding up anyone else's page."""
        return await asyncio.to_thread(_look_at_all, self.files(), self.desk.exercises())


def _look_at_all(files: list[HTTPFile], exercises: list[str]) -> list[Look]:
    """Look at some files; what belongs to no exercise of the course is refused with the rest."""
    looks = []
    for file in files:
        look = grading_collect.look(file.filename, file.body)
        here = tuple(one for one in look.found if one.work.exercise in exercises)
        others = tuple(
            grading_collect.Refused(one.source, NOT_HERE.format(one.work.exercise))
            for one in look.found
            if one not in here
        )
        looks.append(Look(here, look.refused + others, look.left))
    return looks


class Drop(FilesHandler, TrainerHandler):
    """The trainer's page "Hand in a file for a carer"."""

    def get(self) -> None:
        """Show the box for files."""
        self.show("drop.html", here="trainer", batch=None, problem="")

    async def post(self) -> None:
        """Look at the files, and ask whose they are."""
        problem = self.form()
        if not problem:
            looks = await self.looks()
            if sum(len(look.found) for look in looks) > MOST_ENTRIES:
                problem = TOO_MANY
        if problem:
            self.set_status(400)
            self.show("drop.html", here="trainer", batch=None, problem=problem)
            return
        batch = held(self.desk).hold(self.must_be_trainer().name, looks, known(self.desk))
        self.redirect(f"{self.desk.prefix}trainer/files/{batch.key}", status=303)


class Whose(TrainerHandler):
    """What was found in the files, whose it is, and what came of it."""

    def batch(self, key: str) -> Batch:
        """Return the trainer's own drop."""
        batch = held(self.desk).read(key, self.must_be_trainer().name)
        if batch is None:
            raise HTTPError(404)
        return batch

    def get(self, key: str) -> None:
        """Show it."""
        self.show(
            "drop.html", here="trainer", batch=self.batch(key), known=known(self.desk), problem=""
        )

    async def post(self, key: str) -> None:
        """Hand in what has a name now; the rest waits."""
        batch = self.batch(key)
        for number, _ in batch.waiting:
            typed = self.get_body_argument(f"new-{number}", "").strip()
            carer = typed or self.get_body_argument(f"carer-{number}", "")
            batch = await asyncio.to_thread(self.hand_in, batch, number, carer)
            held(self.desk).keep(batch)
        self.redirect(f"{self.desk.prefix}trainer/files/{key}", status=303)

    def hand_in(self, batch: Batch, number: int, carer: str) -> Batch:
        """Hand in one part, and note what came of it."""
        if not carer:
            return batch.with_part(number, said=WHOSE)
        part = batch.parts[number]
        root = self.desk.places.course_root
        try:
            self.desk.store.place(carer, part.exercise)
            done = grading_collect.hand_in(root, carer, part.responses())
        except NameRefusedError as error:
            return batch.with_part(number, said=NOT_A_NAME.format(carer[:64], error))
        except (grading.GradingError, ResponsesError) as error:
            return batch.with_part(number, carer=carer, said=str(error))
        # The heading above these says "Handed in" already.
        said = "" if done.is_new else NOTHING_NEW
        return batch.with_part(number, carer=carer, said=said, work="", done=True)


class MyFile(FilesHandler):
    """A carer's own page: "I have a file from another phone"."""

    def get(self) -> None:
        """Show the box for files."""
        self.show("my_file.html", here="replies", problem="", done=[], refused=[])

    async def post(self) -> None:
        """Join the files with the carer's own work, and hand it in."""
        person = self.must_be_signed_in()
        problem = self.form()
        looks = [] if problem else await self.looks()
        refused = [(one.source, one.reason) for look in looks for one in look.refused]
        done: list[tuple[str, str]] = []
        for found in (one for look in looks for one in look.found):
            private = grading_collect.identifying(found.work)
            if private:
                refused.append((found.source, PRIVATE.format(" and ".join(private))))
                continue
            try:
                said = await asyncio.to_thread(self.hand_in, person.name, found.work)
            except (grading.GradingError, ResponsesError, NameRefusedError) as error:
                refused.append((found.source, str(error)))
            else:
                done.append((found.work.exercise, said))
        if not done:
            self.set_status(400)
        self.show("my_file.html", here="replies", problem=problem, done=done, refused=refused)

    def hand_in(self, carer: str, work: Responses) -> str:
        """Keep the work on the desk, and send the whole."""
        whole = self.desk.store.keep(carer, work.exercise, work)
        done = grading_collect.hand_in(self.desk.places.course_root, carer, whole)
        return NEW if done.is_new else NOTHING_NEW


def held(desk: Desk) -> Batches:
    """Return the drops that are held."""
    return Batches(desk.places.state / "dropped")


def _clear_each_hour(batches: Batches) -> None:
    """Let what nobody has claimed go after its day, also when no other file is dropped."""
    each = PeriodicCallback(batches.clear, 3_600_000)
    with contextlib.suppress(RuntimeError):
        IOLoop.current().add_callback(batches.clear)
        each.start()


def known(desk: Desk) -> dict[str, str]:
    """Return the carers who are known, by sign-in name: accounts, and those who have sent something."""
    accounts = passwords.read(desk.places.accounts)
    sent = [path.name for path in Path(desk.places.course_root, "submitted").glob("*")]
    # An account's spelling comes first: a folder that differs from it in capitals only is nobody else's.
    usable = names.first_of_each([*accounts, *sorted(sent)])[0]
    carers = {name: accounts[name].shown if name in accounts else name for name in usable}
    trainers = {name for name, one in accounts.items() if one.role != "carer"}
    left = {name: shown for name, shown in carers.items() if name not in trainers}
    return dict(sorted(left.items(), key=lambda one: one[1].lower()))


def routes(desk: Desk, marking: Marking) -> list[tuple[str, type, dict[str, Any]]]:
    """Return the addresses where files are taken."""
    _clear_each_hour(held(desk))
    at = re.escape(desk.prefix)
    tools = {"desk": desk, "marking": marking}
    return [
        (rf"{at}trainer/files", Drop, tools),
        (rf"{at}trainer/files/([A-Za-z0-9_-]{{22}})", Whose, tools),
        (rf"{at}my-file", MyFile, {"desk": desk}),
    ]
