"""The folder: links, what is no file, files that programs would run, odd names, odd times."""

import os
import shutil
import stat

from tests.carers import EXERCISE
from tests.submissions.case import ALL, EITHER, OTHER, Place, case, reason

LINK = reason("only a link to another place")
NO_NAME = reason("not a sign-in name")


# --- links and what is no file -------------------------------------------------------------------


@case("the carer's file is a link to a file of the machine", LINK)
def link_to_the_machine(place: Place) -> None:
    place.responses.unlink()
    place.responses.symlink_to("/etc/passwd")


@case("the carer's file is a link to another carer's", LINK)
def link_to_another_carer(place: Place) -> None:
    place.responses.unlink()
    place.responses.symlink_to(f"../../{OTHER}/{EXERCISE}/responses.json")


@case("the carer's file is a link to nothing", reason("Nothing is lost"))
def link_to_nothing(place: Place) -> None:
    place.responses.unlink()
    place.responses.symlink_to("no-such-file")


@case("the carer's file is a link to itself", reason("Nothing is lost"))
def link_to_itself(place: Place) -> None:
    place.responses.unlink()
    place.responses.symlink_to("responses.json")


@case("the carer's file is a link to what never ends", LINK)
def link_to_a_device(place: Place) -> None:
    place.responses.unlink()
    place.responses.symlink_to("/dev/zero")


@case("the folder is a link to another carer's", LINK)
def folder_is_a_link(place: Place) -> None:
    shutil.rmtree(place.folder)
    place.folder.symlink_to(f"../{OTHER}/{EXERCISE}")


@case("the carer's whole folder is a link to another carer's", LINK)
def carer_is_a_link(place: Place) -> None:
    shutil.rmtree(place.folder.parent)
    place.folder.parent.symlink_to(OTHER)


@case("the folder is a link to nothing", LINK)
def folder_is_a_link_to_nothing(place: Place) -> None:
    shutil.rmtree(place.folder)
    place.folder.symlink_to("no-such-folder")


@case("links to folders of the machine beside the work", ALL)
def links_beside(place: Place) -> None:
    (place.folder / "etc").symlink_to("/etc")
    (place.folder / "up").symlink_to("..")
    (place.folder / "here").symlink_to(".")


@case("the time and the secret are links", ALL)
def time_is_a_link(place: Place) -> None:
    for path in (place.time, place.folder / "submission_secret.txt"):
        path.unlink()
        path.symlink_to("/etc/passwd")


@case("a file where the folder should be", reason("is not a folder"))
def folder_is_a_file(place: Place) -> None:
    shutil.rmtree(place.folder)
    place.folder.write_text("{}", "utf-8")


@case("a folder where the carer's file should be", reason("a folder stands where the file should"))
def responses_is_a_folder(place: Place) -> None:
    place.responses.unlink()
    (place.responses / "responses.json").mkdir(parents=True)


@case("a folder where the time should be", ALL)
def time_is_a_folder(place: Place) -> None:
    place.time.unlink()
    place.time.mkdir()


@case("a pipe that nobody writes to", reason("not an ordinary file"))
def pipe(place: Place) -> None:
    place.responses.unlink()
    os.mkfifo(place.responses)


@case("pipes in place of the time and the secret", ALL)
def pipe_for_a_time(place: Place) -> None:
    for path in (place.time, place.folder / "submission_secret.txt"):
        path.unlink()
        os.mkfifo(path)


@case("a socket", reason("not an ordinary file"))
def socket(place: Place) -> None:
    place.responses.unlink()
    os.mknod(place.responses, stat.S_IFSOCK | 0o600)


@case("a file that nobody may read", EITHER)
def no_permission(place: Place) -> None:
    place.responses.chmod(0)


# --- what a program would run --------------------------------------------------------------------


@case("settings for nbgrader, Jupyter and IPython beside the work")
def settings_of_their_own(place: Place) -> None:
    for name in (
        "nbgrader_config.py",
        "jupyter_config.py",
        "jupyter_server_config.py",
        "ipython_config.py",
        "ipython_kernel_config.py",
        "conftest.py",
        "setup.py",
        ".jupyter/jupyter_config.py",
        ".ipython/profile_default/startup/00-first.py",
        ".ipython/profile_default/ipython_config.py",
    ):
        path = place.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(place.code, "utf-8")


@case("modules under the names of ours and of Python's")
def modules_of_their_own(place: Place) -> None:
    for name in ("sitecustomize", "usercustomize", "json", "html", "os", "nbformat", "pydantic"):
        (place.folder / f"{name}.py").write_text(place.code, "utf-8")
    (place.folder / "start.pth").write_text(f"import os; {place.code}", "utf-8")


@case("a package with the name of ours")
def package_of_their_own(place: Place) -> None:
    package = place.folder / "roleplay"
    package.mkdir()
    for name in ("__init__", "practice", "scoring", "grading_cells"):
        (package / f"{name}.py").write_text(place.code, "utf-8")


@case("pages and scripts beside the work")
def pages_beside(place: Place) -> None:
    for name in ("index.html", "practice.html", "evil.svg", "evil.js", "responses.json.html"):
        (place.folder / name).write_text("<script>window.fired = 1</script>", "utf-8")


@case("role-plays and an exercise of their own beside the work")
def scenarios_beside(place: Place) -> None:
    for name in ("kwame-after-school.yaml", "scenarios/kwame-after-school.yaml", "gradebook.db"):
        path = place.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("title: mine", "utf-8")


# --- odd names and many of them ------------------------------------------------------------------


@case("files with odd names beside the work")
def odd_file_names(place: Place) -> None:
    for name in ("-rf", "a\nb", "$(touch ran)", "..%2f..%2fx", "*", "x" * 250, "\u202etxt.json"):
        (place.folder / name).write_text("x", "utf-8")
    with open(os.fsencode(place.folder) + b"/\xff\xfe.json", "w") as file:  # noqa: PTH123
        file.write("x")


@case("two thousand files beside the work")
def many_files(place: Place) -> None:
    for number in range(2_000):
        (place.folder / f"{number}.txt").touch()


@case("folders inside each other, sixty deep")
def deep_folders(place: Place) -> None:
    (place.folder / "/".join(["in"] * 60)).mkdir(parents=True)


@case("the carer's folder has a blank in its name", NO_NAME, carer="Ann Smith")
def blank_in_the_name(place: Place) -> None:
    pass


@case("the carer's folder begins like an option", NO_NAME, carer="--force")
def name_like_an_option(place: Place) -> None:
    pass


@case("the carer's folder stands for everybody", NO_NAME, carer="*")
def name_for_everybody(place: Place) -> None:
    pass


@case("markup in the carer's name", NO_NAME, carer="<img src=x onerror=alert(1)>")
def name_with_markup(place: Place) -> None:
    pass


@case("the carer's name is turned round", NO_NAME, carer="ann\u202enosnhoj")
def name_turned_round(place: Place) -> None:
    pass


@case("the carer's name is not text at all", NO_NAME, carer=os.fsdecode(b"ann\xff\xfe"))
def name_of_bytes(place: Place) -> None:
    pass


@case("the carer's name goes on for ever", NO_NAME, carer="a" * 120)
def name_without_end(place: Place) -> None:
    pass


# --- times ---------------------------------------------------------------------------------------


@case("no time", ALL)
def no_time(place: Place) -> None:
    place.time.unlink()


@case("an empty time", ALL)
def empty_time(place: Place) -> None:
    place.time.write_text("", "utf-8")


@case("a time in words", ALL)
def time_in_words(place: Place) -> None:
    place.time.write_text("yesterday after tea", "utf-8")


@case("a time in bytes", ALL)
def time_in_bytes(place: Place) -> None:
    place.time.write_bytes(b"\xff\xfe\x00")


@case("a time in the year 2099", ALL)
def time_in_the_future(place: Place) -> None:
    place.time.write_text("2099-01-01 00:00:00.000000 UTC", "utf-8")


@case("a time before time", ALL)
def time_before_time(place: Place) -> None:
    place.time.write_text("0001-01-01 00:00:00.000000 +14:00", "utf-8")


@case("a time after time", ALL)
def time_after_time(place: Place) -> None:
    place.time.write_text("9999-12-31 23:59:59.999999 -14:00", "utf-8")


@case("a time of a million letters", ALL)
def huge_time(place: Place) -> None:
    place.time.write_text("2026-11-21 20:15 " + "9" * 1_000_000, "utf-8")


@case("a time in another zone", ALL)
def time_in_another_zone(place: Place) -> None:
    place.time.write_text("2026-11-21 20:15:00 +0530", "utf-8")


@case("a file that was changed in the year 2100, and no time", ALL)
def file_from_the_future(place: Place) -> None:
    place.time.unlink()
    os.utime(place.responses, (4_102_444_800, 4_102_444_800))


@case("a secret of bytes", ALL)
def secret_of_bytes(place: Place) -> None:
    (place.folder / "submission_secret.txt").write_bytes(b"\xff../../etc/passwd\x00")
