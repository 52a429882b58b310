"""Documents and output in stores of objects: fsspec's memory, a real object server, and addresses of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer
from upath import UPath

from pipeline.__main__ import main
from pipeline.places import is_remote, place
from tests.conftest import Folder

RAW = Path(__file__).parents[1] / "raw"
FILES = {"a.txt": "10000 noise", "b c.txt": "20000", "é.txt": "30000"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["memory", "s3"])
def bucket(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, server: str, tmp_path: Path) -> UPath:
    """Return an empty bucket, or what is like one in memory."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    # A store remembers where its server was.
    import_module("s3fs").S3FileSystem.clear_instance_cache()
    found = UPath(f"{request.param}://{tmp_path.name.replace('_', '-')[-40:].strip('-')}")
    found.mkdir(parents=True, exist_ok=True)
    return found


def fill(folder: UPath, files: dict[str, str]) -> None:
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")


def written(folder: UPath | Path) -> dict[str, bytes]:
    start = len(str(folder)) + 1
    return {str(path)[start:]: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("faked")
def test_an_address_gives_the_same_as_a_folder(bucket: UPath, folder: Folder) -> None:
    folder(FILES)
    fill(bucket / "raw", FILES)
    code = main(["extract"])
    assert main(["extract", f"{bucket / 'raw'}/", "--output", f"{bucket / 'output'}/", "--fresh"]) == code
    assert written(bucket / "output") == written(Path("output")) != {}


@pytest.mark.usefixtures("faked")
def test_several_processes_read_what_lies_elsewhere(bucket: UPath, folder: Folder) -> None:
    folder(FILES)
    fill(bucket / "raw", FILES)
    code = main(["extract"])
    assert main(["extract", str(bucket / "raw"), "--output", "there", "--fresh", "--jobs", "2"]) == code
    assert written(Path("there")) == written(Path("output"))


@pytest.mark.usefixtures("faked")
def test_what_an_earlier_run_wrote_is_gone(bucket: UPath, folder: Folder) -> None:
    raw = folder({"a.txt": "", "b.txt": ""})
    target = bucket / "output"
    main(["extract", "--output", str(target)])
    (raw / "b.txt").unlink()
    main(["extract", "--output", str(target)])
    main(["extract", "--output", "here"])
    assert written(target) == written(Path("here"))


@pytest.mark.usefixtures("faked")
def test_a_folder_with_a_file_of_somebody_is_left_alone(
    bucket: UPath, folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder({"a.txt": ""})
    fill(bucket / "output", {"thesis.docx": "", "pay_bands.csv": "mine"})
    assert main(["extract", "--output", str(bucket / "output")]) == 2
    assert "holds thesis.docx, which this program did not write" in capsys.readouterr().err
    assert (bucket / "output" / "pay_bands.csv").read_text() == "mine"


@pytest.mark.usefixtures("faked")
def test_a_run_that_breaks_off_leaves_no_seal_and_the_next_one_mends_it(
    bucket: UPath, folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder(FILES)
    target = bucket / "output"
    main(["extract", "--output", str(target)])
    whole = written(target)
    with monkeypatch.context() as broken:
        broken.setattr("pipeline.publish.files.document_json", lambda _: 1 / 0)
        assert main(["extract", "--output", str(target)]) == 2
    assert "what stands there is whole only if it has a datapackage.json" in capsys.readouterr().err
    assert not (target / "datapackage.json").exists()
    main(["extract", "--output", str(target)])
    assert written(target) == whole


@pytest.mark.usefixtures("faked")
def test_a_document_that_changed_since_it_was_listed_gives_nothing(
    bucket: UPath, folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder({})
    fill(bucket / "raw", {"a.txt": "10000"})
    monkeypatch.setattr("pipeline.task.Task.__init__", _other_content)
    assert main(["extract", str(bucket / "raw")]) == 4
    assert capsys.readouterr().err.strip().endswith("a.txt: changed while it was being read; run again")


def _other_content(self: object, source: object, content: bytes | None = None) -> None:
    object.__setattr__(self, "source", source)
    object.__setattr__(self, "content", b"20000")


def test_a_manifest_and_a_real_capture_are_read_there(bucket: UPath, folder: Folder) -> None:
    folder({})
    name = "guidance-2024-25.txt"
    fill(bucket / "raw", {name: (RAW / name).read_text("utf-8")})
    assert main(["extract", str(bucket / "raw" / name), "--output", "there"]) == main(["extract", str(RAW / name)])
    ours, theirs = (Path(folder, "documents", "guidance-2024-25.json").read_text() for folder in ("output", "there"))
    assert ours.count('"title"') == theirs.count('"title"')


@pytest.mark.usefixtures("faked")
def test_what_is_not_there_is_one_line(bucket: UPath, folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder({})
    assert main(["extract", str(bucket / "nothing")]) == 4
    assert capsys.readouterr().err == f"{bucket / 'nothing'}: no such file or folder; check the name\n"


@pytest.mark.parametrize(
    ("address", "code", "says"),
    [
        ("nonsense://a/b", 2, "check the address"),
        ("gs://a/b", 3, "run: pip install 'ipsa-staff-pay[gs]'"),
        ("s3://a/b", 2, "check the address, and that you may read it"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_line(
    address: str, code: int, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    import_module("s3fs").S3FileSystem.clear_instance_cache()
    assert main(["extract", address]) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{address}: ")
    assert says in line


def test_a_file_address_is_a_path() -> None:
    assert place("file:///srv/a%20b") == Path("/srv/a b")
    assert not is_remote(place("raw/a.txt"))
