"""Zips that play tricks: what may be taken from each, and what is said of the rest."""

import io
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from tests.submissions.case import good

SAVED = "ann_05-connection-before-correction.json"


@dataclass(frozen=True)
class Zip:
    """One zip: how many carers' work may be taken from it, and words of what is said of the rest."""

    name: str
    about: str
    taken: int
    says: str
    make: Callable[[], bytes]


ZIPS: dict[str, Zip] = {}


def zip_case(
    about: str, says: str = "", taken: int = 0
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Add a function that makes a zip."""

    def add(make: Callable[[], bytes]) -> Callable[[], bytes]:
        name = make.__name__.replace("_", "-")
        ZIPS[name] = Zip(name, about, taken, says, make)
        return make

    return add


def work() -> bytes:
    """Good work, as a carer saves it."""
    return good().to_json().encode()


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make a zip of entries as they are given, whatever their names."""
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", how) as archive:
        warnings.simplefilter("ignore")  # the same name twice
        for name, content in entries:
            archive.writestr(name, content, compress_type=how)
    return made.getvalue()


def named(raw: bytes) -> bytes:
    """Make a zip of one work under a name that Python would not write."""
    stand_in = "n" * len(raw)
    return zipped((stand_in, work())).replace(stand_in.encode(), raw)


def _mode(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


@zip_case("good work, with what a Mac adds: it is taken", taken=1)
def plain() -> bytes:
    return zipped((SAVED, work()), (f"__MACOSX/._{SAVED}", b"\x00\x05"), (".DS_Store", b"x"))


@zip_case("the same name twice: both are looked at", taken=2)
def one_name_twice() -> bytes:
    return zipped((SAVED, work()), (SAVED, work()))


@zip_case("something before the zip and after it, as in a picture that is also a zip", "")
def picture_and_zip() -> bytes:
    return b"\x89PNG\r\n" + zipped((SAVED, work())) + b"the end"


@zip_case("a name that leads up", "points outside")
def name_that_leads_up() -> bytes:
    return zipped((f"../../../{SAVED}", work()))


@zip_case("a name that begins at the root", "points outside")
def name_from_the_root() -> bytes:
    return zipped((f"/etc/{SAVED}", work()))


@zip_case("a name that leads up, the Windows way", "points outside")
def name_with_backslashes() -> bytes:
    return named(b"..\\..\\ann.json")


@zip_case("a name with the letter of a drive", "points outside")
def name_with_a_drive() -> bytes:
    return named(b"C:\\ann.json")


@zip_case("a name with a NUL in it", "points outside")
def name_with_a_nul() -> bytes:
    return named(b"ann.json\x00.png")


@zip_case("a name that is turned round: only its words are shown", taken=1)
def name_turned_round() -> bytes:
    return zipped(("ann\u202enosj.exe.json", work()))


@zip_case("a name of 60,000 letters", taken=1)
def name_without_end() -> bytes:
    return zipped(("a" * 60_000 + ".json", work()))


@zip_case("a name of markup", taken=1)
def name_with_markup() -> bytes:
    return zipped(("<img src=x onerror=alert(1)>.json", work()))


@zip_case("a link to a file of the machine", "link")
def link() -> bytes:
    return zipped((_mode("ann.json", stat.S_IFLNK | 0o777), b"/etc/passwd"))


@zip_case("a link to a folder, and a file below it", "link", taken=1)
def link_and_a_file_below() -> bytes:
    first = _mode("up", stat.S_IFLNK | 0o777)
    return zipped((first, b"../.."), ("up/ann.json", work()))


@zip_case("a folder with the name of a file", "no saved work")
def folder_for_a_file() -> bytes:
    return zipped(("ann.json/", b""))


@zip_case("settings for nbgrader and a package of ours beside the work: left alone", taken=1)
def programs_beside() -> bytes:
    code = b"open('ran', 'w').write('ran')"
    return zipped(
        (SAVED, work()),
        ("nbgrader_config.py", code),
        ("roleplay/__init__.py", code),
        ("practice.ipynb", b"{}"),
    )


@zip_case("a bomb: 20 MB of blanks in 20 kB", "far more than it should")
def bomb() -> bytes:
    return zipped(("ann.json", b" " * 20_000_000))


@zip_case("sixty smaller bombs together", "more than 20 MB")
def many_bombs() -> bytes:
    return zipped(*((f"{n}.json", b" " * 900_000) for n in range(60)))


@zip_case("a zip in a zip in a zip", "A zip in a zip")
def zip_in_a_zip() -> bytes:
    return zipped(("b.zip", zipped(("c.zip", zipped((SAVED, work()))))))


@zip_case("five thousand entries", "is the most")
def many_entries() -> bytes:
    return zipped(*((f"{n}.json", b"{}") for n in range(5_000)))


@zip_case("many entries that are all the same bytes: the bomb without a large file", "")
def overlapping() -> bytes:
    """Let two hundred entries of the list at the end point at one and the same file."""
    whole = zipped(("a.json", b" " * 90_000))
    end = whole.rindex(b"PK\x05\x06")
    at = whole.index(b"PK\x01\x02")
    entry = whole[at:end]
    tail = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, 200, 200, len(entry) * 200, at, 0
    )  # fmt: skip
    return whole[:at] + entry * 200 + tail


@zip_case("it says that it unpacks to 10 bytes, and does not", "damaged")
def lies_about_its_size() -> bytes:
    whole = bytearray(zipped(("a.json", b" " * 5_000_000)))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = whole.index(mark) + offset
        whole[at : at + 4] = struct.pack("<I", 10)
    return bytes(whole)


@zip_case("it says that it unpacks to 4 GB", "more than 20 MB")
def boasts_about_its_size() -> bytes:
    whole = bytearray(zipped(("a.json", work())))
    at = whole.index(b"PK\x01\x02") + 24
    whole[at : at + 4] = struct.pack("<I", 0xFFFFFFF0)
    return bytes(whole)


@zip_case("a byte in the middle was changed", "damaged")
def wrong_sum() -> bytes:
    whole = bytearray(zipped((SAVED, work()), how=zipfile.ZIP_STORED))
    whole[200] ^= 1
    return bytes(whole)


@zip_case("half of it is missing", "damaged")
def cut_off() -> bytes:
    whole = zipped((SAVED, work()))
    return whole[: len(whole) // 2]


@zip_case("packed in a way that few can open", "packed in a way")
def another_method() -> bytes:
    return zipped((SAVED, work()), how=zipfile.ZIP_LZMA)


@zip_case("it says that it is locked", "password")
def locked() -> bytes:
    whole = bytearray(zipped((SAVED, work())))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(mark) + offset] |= 1
    return bytes(whole)


@zip_case("an empty zip", "no saved work")
def empty() -> bytes:
    return zipped()


@zip_case("only the end of a zip, with numbers as large as they can be", "damaged")
def only_an_end() -> bytes:
    return b"PK\x05\x06" + b"\xff" * 18
