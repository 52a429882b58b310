from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import data_files
from pipeline.errors import DataError
from pipeline.reconcile import vocabulary

VOCABULARY = Path(data_files.__file__).parent / "data" / "vocabulary.toml"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a file that is the vocabulary for as long as a test takes."""
    (tmp_path / "data").mkdir()
    monkeypatch.setattr("pipeline.data_files.resources.files", lambda _: tmp_path)
    caches = (vocabulary.table, vocabulary._furniture)
    for cached in caches:
        cached.cache_clear()
    yield tmp_path / "data" / "vocabulary.toml"
    for cached in caches:
        cached.cache_clear()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[families]", "[families", "vocabulary.toml: not TOML: .*line"),
        ("Administration", "\udcff", "vocabulary.toml: byte [0-9]+ is not UTF-8; save"),
        ("[families]", "[famlies]", "missing required field `families`.*; mend it"),
        ('executive = ["Executive", "Executive Support"]', 'executive = "Executive"', "Expected `array`, got `str`"),
        ("executive = [1, 2]", 'executive = ["1", "2"]', "Expected `int`, got `str`"),
        ("\nlondon = ", "\nlandon = ", "Invalid enum value 'landon'"),
        ('["q", "g"]', '["q", "g", "y"]', "Expected `array` of length 2, got 3 - at `[$].slips"),
        ("nouns = ", 'nouns = "manager" # ', "Expected `array`, got `str` - at `[$].titles.nouns"),
        ('words = ["annual", "annually"', 'words = "annual" #', "Expected `array`, got `str` - at `[$].fillers"),
        ("[furniture]", "[furnitur]", "vocabulary.toml: read no 'furniture', expected it; put it back"),
        ("\nlines = ", "\nlnes = ", "vocabulary.toml, furniture: read no 'lines', expected it; put it back"),
        ("\\\\bpage", "(page", "'.*page.*' is no pattern: .*; mend it"),
        ("{0,80}", "{0,99999999999}", "is no pattern: the repetition number is too large; mend it"),
    ],
)
def test_a_vocabulary_that_somebody_broke_says_where_in_a_line(kept: Path, old: str, new: str, says: str) -> None:
    whole = VOCABULARY.read_text("utf-8")
    assert old in whole
    kept.write_text(whole.replace(old, new), "utf-8", errors="surrogateescape")
    with pytest.raises(DataError, match=says) as caught:
        vocabulary.is_furniture("page 1 of 2")
        vocabulary.table("vocabulary")
    assert "\n" not in str(caught.value)


def test_the_vocabulary_of_the_package_is_whole(kept: Path) -> None:
    kept.write_bytes(VOCABULARY.read_bytes())
    assert vocabulary.is_furniture("page 1 of 2")
