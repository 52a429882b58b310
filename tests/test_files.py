"""What is replaced in one step holds what it held or what is new, also where a run dies or is not alone."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.files import replace_text
from pipeline.release import folder as releases
from pipeline.release.build import Release
from pipeline.review import folder as reviews
from pipeline.review.templating import GENERATOR
from tests.folders import files_in
from tests.processes import ended, forked, killed_before

CHECKOUT = Path(__file__).parents[1]
#: More steps than any of this takes.
STEPS = 200

# Newer Pythons warn of a fork beside threads; the forked work uses none.
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")

Files = dict[str, bytes]


def pages(text: str) -> Files:
    head = f'<meta name="generator" content="{GENERATOR}">'
    return {"index.html": f"{head}{text}".encode(), "pages/a-1.webp": text.encode()}


def seen(work: Callable[[], object], look: Callable[[], str], reset: Callable[[], object]) -> set[str]:
    """Return what is found where the work dies before each of its steps in turn; the work itself then mends it."""
    found: set[str] = set()
    for step in range(STEPS):
        reset()
        if not killed_before(step, work):
            return found
        found.add(look())
        work()
        assert look() == "new", "the next run ends the work"
    raise AssertionError("the work has no end")


def test_a_text_is_old_or_new(tmp_path: Path) -> None:
    path = tmp_path / "golden" / "a.json"
    replace_text(path, "old")
    look: Callable[[], str] = path.read_text
    assert seen(lambda: replace_text(path, "new"), look, lambda: replace_text(path, "old")) == {"old", "new"}


def test_a_text_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"a\.json: (File exists|Not a directory); put"):
        replace_text(tmp_path / "file" / "a.json", "new")


def test_a_file_system_that_takes_no_more_leaves_the_old_text(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    replace_text(path, "old")

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        with pytest.raises(OutputError, match="File too large; put"):
            replace_text(path, "new" * 100)

    assert ended(forked(work)) == 0
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_text_that_many_write_at_once_is_one_of_theirs(tmp_path: Path) -> None:
    texts = [str(number) * 1_000_000 for number in range(4)]
    children = [forked(lambda text=text: replace_text(tmp_path / "a", text)) for text in texts]  # type: ignore[misc]
    assert [ended(child) for child in children] == [0] * len(texts)
    assert (tmp_path / "a").read_text() in texts
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("at_once", "states"),
    [
        pytest.param(
            *(True, {"old", "new"}), marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux can")
        ),
        (False, {"old", "beside", "new"}),
    ],
)
def test_a_review_is_old_or_new_or_put_back_by_the_next_run(
    at_once: bool,  # noqa: FBT001
    states: set[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not at_once:
        monkeypatch.setattr("pipeline.files.exchanged", lambda *_: False)
    folder = tmp_path / "review"

    def look() -> str:
        if not folder.exists():
            (beside,) = tmp_path.glob(".review.*-old")
            return "beside" if files_in(beside) == pages("old") else "mixed"
        known = {"old": pages("old"), "new": pages("new")}
        return next((name for name, files in known.items() if files_in(folder) == files), "mixed")

    found = seen(lambda: reviews.place(pages("new"), folder), look, lambda: reviews.place(pages("old"), folder))
    assert found == states
    assert [path.name for path in tmp_path.iterdir()] == ["review"]


def test_a_release_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    files = {"README.md": b"x", "all/a.csv": b"y"}
    number, to = iter(range(STEPS)), tmp_path

    def reset() -> None:
        nonlocal to
        to = tmp_path / str(next(number))

    def look() -> str:
        held = {path.name: path for path in to.glob("[!.]*")} if to.exists() else {}
        if len(held) == 2:
            return "new" if len(list(to.iterdir())) == 2 else "both, and something beside"
        return "folder" if all(files_in(path) == files for path in held.values()) else "mixed"

    found = seen(lambda: releases.place(Release("1", files), to), look, reset)
    assert found <= {"folder", "both, and something beside", "new"}


def test_two_that_add_words_at_once_take_nothing_from_each_other(tmp_path: Path) -> None:
    data = tmp_path / "pipeline" / "data"
    data.mkdir(parents=True)
    (data / "vocabulary.toml").write_bytes((CHECKOUT / "pipeline" / "data" / "vocabulary.toml").read_bytes())
    code = (
        "import sys, pathlib, pipeline.commands.vocabulary as v; from pipeline.__main__ import main\n"
        f"v.resources.files = lambda _: pathlib.Path({str(tmp_path / 'pipeline')!r})\n"
        "sys.exit(main(['vocabulary', 'add', 'title', sys.argv[1]]))"
    )
    titles = [f"Keeper of the {word}" for word in ("Seal", "Rolls", "Purse", "Swans")]
    adding = [
        subprocess.Popen([sys.executable, "-c", code, title], cwd=CHECKOUT, stdout=subprocess.DEVNULL)
        for title in titles
    ]
    assert [one.wait() for one in adding] == [0] * len(titles)
    words = (data / "vocabulary.toml").read_text("utf-8")
    assert [title for title in titles if title not in words] == []
