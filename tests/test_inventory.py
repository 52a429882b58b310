from __future__ import annotations

import hashlib
import os
import string
from io import BufferedReader
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UnreadableSourceError
from pipeline.model import Origin, Source, YearBasis
from pipeline.read.draft import draft
from pipeline.read.inventory import corrected, inventory, slug
from tests.conftest import Folder, fake_extraction


def entry(*, content: object = "text", **changes: object) -> str:
    """One manifest entry for `a.txt` that is right, but for the changes; None takes a key out."""
    keys: dict[str, object] = {
        "id": "a",
        "file": "a.txt",
        "sha256": hashlib.sha256(str(content).encode()).hexdigest(),
        "origin": "capture",
    }
    keys |= changes
    lines = [f"{key} = {_toml(value)}" for key, value in keys.items() if value is not None]
    return "\n".join(["[[document]]", *lines, ""])


def _toml(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value).lower()


def ids(*paths: Path | str) -> list[str]:
    return [source.document_id for source in inventory([Path(p) for p in paths])[0]]


def lines(*paths: Path | str) -> list[str]:
    return [str(failure) for failure in inventory([Path(p) for p in paths])[1]]


def test_a_folder_gives_its_documents_and_not_the_notes_beside_them(folder: Folder) -> None:
    raw = folder({"b.txt": "b", "a.PDF": "a", "README.md": "", "LICENCE": "", ".hidden.txt": "", "manifest.toml": ""})
    assert (ids(raw), lines(raw)) == (["a", "b"], [])


def test_a_listed_file_carries_what_the_manifest_says(folder: Folder) -> None:
    said = {
        "title": "Bands",
        "financial_year": "2099-00",
        "preferred": True,
        "publisher": "",
        "retrieved": "2024-04-01",
    }
    raw = folder({"a.txt": "text", "manifest.toml": "\ufeff" + entry(**said)})
    ((source,), failures) = inventory([raw])
    listed = source.listed
    assert failures == ()
    assert listed
    assert (listed.title, listed.publisher, listed.preferred) == ("Bands", None, True)
    assert (listed.financial_year, listed.financial_year_basis) == ("2099-00", YearBasis.MANIFEST)
    assert (listed.origin, source.sha256, source.document_id) == (Origin.CAPTURE, listed.sha256, "a")
    assert inventory([raw / "a.txt"])[0] == (source,), "named by itself, it has the same entry"


def test_an_altered_file_is_refused_before_it_is_read_and_the_others_are_kept(folder: Folder) -> None:
    raw = folder({"a.txt": "altered", "b.txt": "b", "manifest.toml": entry()})
    assert ids(raw) == ["b"]
    (line,) = lines(raw)
    for part in (
        "raw/a.txt",
        hashlib.sha256(b"altered").hexdigest()[:12],
        hashlib.sha256(b"text").hexdigest()[:12],
    ):
        assert part in line


def test_a_listed_file_that_is_missing(folder: Folder) -> None:
    raw = folder({"b.txt": "b", "manifest.toml": entry()})
    assert ids(raw) == ["b"]
    (line,) = lines(raw)
    assert "raw/a.txt: listed in manifest.toml but not there" in line


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": 7}, 'key "title" is 7, expected a text'),
        ({"titel": "x"}, 'unknown key "titel", expected title'),
        ({"origin": "scan"}, "expected publication or capture or reconstruction"),
        ({"origin": None}, 'key "origin" is missing'),
        ({"sha256": "abc"}, "64 hexadecimal digits"),
        ({"id": "A b"}, "key \"id\" is 'A b'"),
        ({"id": "-a"}, 'key "id"'),
        ({"id": "a\n"}, 'key "id"'),
        ({"id": ""}, 'key "id" is missing'),
        ({"id": "a" * 81}, "80 at most"),
        ({"preferred": "true"}, "expected true or false"),
        ({"financial_year": "2024-26"}, "expected a year and the next, as 2024-25"),
        ({"financial_year": "2024/25"}, "expected a year and the next"),
        ({"financial_year_basis": "printed"}, '"financial_year" is missing'),
        ({"financial_year": "2024-25", "financial_year_basis": "guess"}, "printed or manifest"),
        ({"retrieved": "yesterday"}, "expected a date as 2024-04-01"),
    ],
)
def test_a_broken_entry_refuses_only_its_document(folder: Folder, changes: dict[str, object], said: str) -> None:
    broken = entry(**changes).replace("'a\n'", '"a\\n"')
    raw = folder({"a.txt": "text", "b.txt": "b", "manifest.toml": broken})
    assert ids(raw) == ["b"]
    (line,) = lines(raw)
    assert line.startswith("raw/manifest.toml: a.txt: ")
    assert said in line


@pytest.mark.parametrize("file", ["../a.txt", "..", "x/a.txt", "C:\\a.txt"])
def test_an_entry_may_not_name_a_file_outside_its_folder(folder: Folder, file: str) -> None:
    raw = folder({"a.txt": "text", "manifest.toml": entry(file=file)})
    assert any("the name of a file in the manifest's folder" in line or "not there" in line for line in lines(raw))
    assert [source.path for source in inventory([raw])[0]] == [raw / "a.txt"]


@pytest.mark.parametrize("file", ["n" * 300, "é" * 200])
def test_an_entry_with_a_name_that_no_file_can_have_is_one_line(folder: Folder, file: str) -> None:
    raw = folder({"a.txt": "text", "manifest.toml": entry(file=file)})
    assert ids(raw) == ["a"]
    (line,) = lines(raw)
    assert "listed in manifest.toml but not there" in line


@pytest.mark.parametrize(
    "file", ["-x y.txt", "quo'te\".txt", "back\\slash.txt", "new\nline.txt", "#[=].txt", "\x7f.txt"]
)
def test_the_drafted_entry_of_any_file_is_one_that_can_be_used(folder: Folder, file: str) -> None:
    raw = folder({file: "text"})
    (source,), _ = inventory([raw])
    folder({"manifest.toml": draft(fake_extraction(source, minimum="1", codes=set()).document)})
    ((listed,), failures) = inventory([raw])
    assert (listed.path, failures) == (raw / file, ())
    assert listed.listed


def test_entries_that_clash_are_all_refused(folder: Folder) -> None:
    twice = entry() + entry(file="b.txt", content="b") + entry(id="c", file="c.txt", content="c")
    raw = folder({"a.txt": "text", "b.txt": "b", "c.txt": "c", "manifest.toml": twice})
    assert ids(raw) == ["c"]
    assert len(lines(raw)) == 2
    raw = folder({"manifest.toml": entry() + entry(id="b") + entry(id="c", file="c.txt", content="c")})
    assert ids(raw) == ["b", "c"], "b.txt is not listed any more; a.txt, listed twice, is refused"
    assert ["key" in line or 'file "a.txt" stands in more than one entry' in line for line in lines(raw)] == [True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[document]]\nid = \nfile = 'a.txt'", "at line 2"),
        ("document = 3", "head each entry with [[document]]"),
        ("[[documents]]\nid = 'a'", 'unknown key "documents", expected document'),
        (entry(file=None), 'entry 1: key "file" is missing'),
        (entry(file=7), 'entry 1: key "file" is 7'),
    ],
)
def test_a_manifest_that_says_nothing_of_a_file_leaves_it_unlisted(folder: Folder, text: str, said: str) -> None:
    raw = folder({"a.txt": "text", "manifest.toml": text})
    for named in (raw, raw / "a.txt"):
        ((source,), (failure,)) = inventory([named])
        assert source.listed is None
        assert said in str(failure)
        assert str(failure).startswith("raw/manifest.toml: ")


def test_a_manifest_that_is_not_utf8(folder: Folder) -> None:
    raw = folder({"a.txt": "text"})
    (raw / "manifest.toml").write_bytes(b"title = '\xff'")
    assert ids(raw) == ["a"]
    assert "byte 9 is not UTF-8" in lines(raw)[0]


def test_what_is_no_document_is_said(folder: Folder) -> None:
    raw = folder({"a.txt": "a", "sheet.xlsx": ""})
    (raw / "deeper").mkdir()
    os.mkfifo(raw / "pipe.txt")
    assert ids(raw) == ["a"]
    assert [line.partition(":")[0] for line in lines(raw)] == ["raw/deeper", "raw/pipe.txt", "raw/sheet.xlsx"]
    assert "neither a file nor a folder" in lines(raw / "pipe.txt")[0]


def test_an_empty_folder_and_a_source_that_is_not_there(folder: Folder) -> None:
    raw = folder({"README.md": ""})
    assert "no documents in raw" in lines(raw)[0]
    assert "no such file or folder" in lines("nowhere.txt")[0]
    assert "name too long" in lines("n" * 300)[0].lower()
    assert corrected((), [Path("n" * 300)]) == ((), [])
    assert len(lines(raw / "README.md" / "x.txt")) == 1


def test_a_symlink_out_of_the_folder_is_refused_and_one_within_it_is_the_same_file(folder: Folder) -> None:
    raw = folder({"z.txt": "z"})
    Path("secret.txt").write_text("s", encoding="utf-8")
    (raw / "out.txt").symlink_to("../secret.txt")
    (raw / "in.txt").symlink_to("z.txt")
    (raw / "loop.txt").symlink_to("loop.txt")
    assert ids(raw) == ["z"]
    assert [line.partition(":")[0] for line in lines(raw)] == ["raw/loop.txt", "raw/out.txt"]


def test_a_file_named_twice_is_one_source(folder: Folder) -> None:
    raw = folder({"a.txt": "a", "sheet.xlsx": ""})
    assert ids(raw, raw / "a.txt", raw / ".." / "raw", raw.resolve()) == ["a"]
    assert len(lines(raw, raw)) == 1


def test_odd_file_names_are_read_and_give_safe_ids(folder: Folder) -> None:
    names = ["-x y.txt", "new\nline.txt", "quo'te\".txt", "Größe £.txt", "年.txt", "££.txt"]
    raw = folder({name: name for name in names})
    assert lines(raw) == []
    found = {source.path.name: source.document_id for source in inventory([raw])[0]}
    assert found | {"年.txt": "", "££.txt": ""} == {
        "-x y.txt": "x-y",
        "new\nline.txt": "new-line",
        "quo'te\".txt": "quo-te",
        "Größe £.txt": "gro-e",
        "年.txt": "",
        "££.txt": "",
    }
    assert all(found[name].startswith("document-txt") for name in ("年.txt", "££.txt"))


def test_a_name_that_is_not_utf8_is_refused(folder: Folder) -> None:
    raw = folder({"a.txt": "a"})
    Path(os.fsdecode(b"raw/\xff.txt")).touch()
    assert ids(raw) == ["a"]
    assert "not UTF-8" in lines(raw)[0]


def test_ids_that_would_clash_get_their_suffix_and_then_a_hash(folder: Folder) -> None:
    raw = folder({"a.txt": "1", "a.pdf": "2", "A!.txt": "3", "b.txt": "4"})
    found = {source.path.name: source.document_id for source in inventory([raw])[0]}
    assert (found["a.pdf"], found["b.txt"]) == ("a-pdf", "b")
    assert found["a.txt"].startswith("a-txt-")
    assert found["A!.txt"].startswith("a-txt-")
    assert len(set(found.values())) == 4


def test_an_unlisted_file_never_takes_the_id_of_a_listed_one(folder: Folder) -> None:
    raw = folder({"a.txt": "text", "b.txt": "b", "manifest.toml": entry(id="b")})
    assert ids(raw) == ["b", "b-txt"]


def test_folders_whose_manifests_claim_one_id_clash(folder: Folder) -> None:
    raw = folder({"a.txt": "text", "manifest.toml": entry()})
    other = Path("other")
    other.mkdir()
    (other / "o.txt").write_text("other", encoding="utf-8")
    (other / "manifest.toml").write_text(entry(content="other", file="o.txt"), encoding="utf-8")
    assert ids(raw, other) == []
    assert [line.partition(":")[0] for line in lines(raw, other)] == ["other/o.txt", "raw/a.txt"]


def test_a_file_that_cannot_be_opened_is_one_failure(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = folder({"a.txt": "a", "b.txt": "b"})
    digest = hashlib.file_digest

    def refuse(file: BufferedReader, name: str) -> object:
        if file.name == str(raw / "a.txt"):
            raise PermissionError(13, "Permission denied")
        return digest(file, name)

    monkeypatch.setattr(hashlib, "file_digest", refuse)
    assert ids(raw) == ["b"]
    assert "raw/a.txt: Permission denied" in lines(raw)[0]


@given(st.text())
def test_a_slug_is_always_safe_as_a_file_name(text: str) -> None:
    made = slug(text)
    assert set(made) <= set(string.ascii_lowercase + string.digits + "-")
    assert 0 < len(made) <= 80
    assert made[0] != "-"


@given(st.lists(st.text("ab-.é年 ", min_size=1, max_size=4).map(lambda s: s + ".txt"), unique=True, min_size=1))
def test_ids_are_unique_whatever_the_names(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    raw = tmp_path_factory.mktemp("raw")
    shown = [name for name in names if not name.startswith(".")]
    for name in shown:
        (raw / name).write_text("the same in all", encoding="utf-8")
    found = [source.document_id for source in inventory([raw])[0]]
    assert len(found) == len(set(found)) == len(shown)


def test_the_documents_of_this_repository_are_as_their_manifest_says() -> None:
    sources, failures = inventory([Path(__file__).parents[1] / "raw"])
    assert failures == ()
    assert len(sources) >= 3
    assert all(isinstance(source, Source) and source.listed for source in sources)


def test_failures_are_of_the_kind_that_lets_the_others_be_written(folder: Folder) -> None:
    assert all(isinstance(failure, UnreadableSourceError) for failure in inventory([folder({})])[1])
