"""The command line: arguments in, exit code out, and the one boundary where an exception becomes a line."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from pipeline.commands import load
from pipeline.console import fault, silence, tell, with_traceback
from pipeline.errors import ArgumentError, Exit, MissingProgramError, PipelineError
from pipeline.places import place

_INTERRUPTED = 130
_BROKEN_PIPE = 141


class _Parser(argparse.ArgumentParser):
    """A parser that fails like every other part: in one line."""

    def error(self, message: str) -> NoReturn:
        raise ArgumentError(f"{message}; see {self.prog} --help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code. Every failure ends here, as one line on standard error."""
    debug = False
    _open_streams()
    try:
        parsed = _parser().parse_args(arguments)
        debug = parsed.debug
        code = _run(parsed)
        sys.stdout.flush()
    except PipelineError as error:
        tell([with_traceback(error)], debug=debug)
        return error.exit
    except KeyboardInterrupt:
        return _interrupted()
    except OSError as error:
        return _failed(error, debug=debug)
    except Exception as error:  # noqa: BLE001 - the boundary: a fault of ours is a line too, not a traceback
        tell([with_traceback(PipelineError(fault(error)))], debug=debug)
        return Exit.UNREADABLE_SOURCE
    return code


def _interrupted() -> int:
    tell([PipelineError("interrupted")], debug=False)
    return _INTERRUPTED


def _failed(error: OSError, *, debug: bool) -> int:
    """Say what failed of the machine, not of this program: a full disk behind standard output, a folder gone."""
    if _came_of_interrupt(error):
        return _interrupted()
    if isinstance(error, BrokenPipeError):  # as after `| head`: nobody is left to tell
        silence(sys.stdout)
        return _BROKEN_PIPE
    where = error.filename or "a file, or standard output"
    tell([with_traceback(PipelineError(f"{where}: {error.strerror}; put that right and run again"))], debug=debug)
    silence(sys.stdout)
    return Exit.UNREADABLE_SOURCE


def _came_of_interrupt(error: BaseException | None) -> bool:
    """Tell whether Ctrl-C is behind an exception: it ends workers too, whose pipes break while this one tidies up."""
    while error and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def _run(parsed: argparse.Namespace) -> Exit:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return load(parsed.command)(parsed)
    except ModuleNotFoundError as error:
        raise MissingProgramError(f"the Python package {error.name} is missing; run: make setup") from error


def _open_streams() -> None:
    """Give each standard stream that is closed a file of its own, that no file of ours takes its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open to the end


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="ipsa-pay", description="IPSA's staff pay sheets, turned into CSV and JSON.")
    parser.add_argument("--debug", action="store_true", help="show tracebacks")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_extract(commands.add_parser("extract", help="read documents and write the output folder"))
    _add_check(commands.add_parser("check", help="compare what documents give now with their golden files"))
    _add_accept(commands.add_parser("accept", help="make what documents give now their golden files"))
    _add_tables(commands.add_parser("tables", help="print the cell grids found in a file, as JSON"))
    _add_review(commands.add_parser("review", help="make pages to hold every value against its document"))
    _add_publish(commands.add_parser("publish", help="make a release of the output, in the formats that analysts open"))
    _add_vocabulary(commands.add_parser("vocabulary", help="say what a new heading, family, level or title is"))
    return parser


def _add_extract(command: argparse.ArgumentParser) -> None:
    command.add_argument("sources", nargs="*", type=_place, metavar="SOURCE", help="file, folder or URL, default: raw")
    command.add_argument("--output", type=_place, default=Path("output"), metavar="DIR", help="folder or URL")
    where = command.add_mutually_exclusive_group()
    where.add_argument("--jobs", type=_jobs, metavar="N", help="documents read at once, default: one for each core")
    where.add_argument("--scheduler", type=_name, metavar="ADDRESS", help="of a Dask cluster that reads the documents")
    command.add_argument("--fresh", action="store_true", help="read each document, also where its result is kept")
    command.add_argument("--strict", action="store_true", help="exit with 1 on any finding, warnings too")
    command.add_argument(
        "--debug-dir", type=_path, metavar="DIR", help="where to leave intermediate results and pictures"
    )


def _add_check(command: argparse.ArgumentParser) -> None:
    _add_sources(command)


def _add_accept(command: argparse.ArgumentParser) -> None:
    command.add_argument("documents", nargs="+", metavar="DOCUMENT", help="an id, or a file in raw")
    command.add_argument("--with-errors", action="store_true", help="accept findings of severity error too")


def _add_tables(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=_path, metavar="FILE", help="any document")
    command.add_argument(
        "--debug-dir", type=_path, metavar="DIR", help="where to leave the same, and pictures of PDF pages"
    )


def _add_review(command: argparse.ArgumentParser) -> None:
    _add_sources(command)
    command.add_argument("--output", type=_path, default=Path("output"), metavar="DIR", help="default: output")
    command.add_argument("--to", type=_path, default=Path("review"), metavar="DIR", help="default: review")


def _add_publish(command: argparse.ArgumentParser) -> None:
    _add_sources(command)
    command.add_argument("--to", type=_path, required=True, metavar="DIR", help="where to put its folder and zip file")
    command.add_argument("--output", type=_path, default=Path("output"), metavar="DIR", help="default: output")
    command.add_argument("--with-errors", action="store_true", help="publish findings of severity error too")


def _add_vocabulary(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", metavar="add", required=True)
    adding = actions.add_parser("add", help="add texts to pipeline/data/vocabulary.toml, all of them or none")
    adding.add_argument("sort", choices=["family", "location", "heading", "title", "level"], help="what the text is")
    adding.add_argument("texts", nargs="+", metavar="TEXT", help='the words as printed; of a level as "research 4"')
    what = adding.add_mutually_exclusive_group()
    what.add_argument("--variant-of", metavar="NAME", help="another wording of a family, location, heading or title")
    what.add_argument("--ignored", action="store_true", help="a heading of no concern, nor what stands under it")


def _add_sources(command: argparse.ArgumentParser) -> None:
    command.add_argument("sources", nargs="*", type=_path, metavar="SOURCE", help="file or folder, default: raw")


def _path(text: str) -> Path:
    return Path(_name(text))


def _name(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("an empty name")
    return text


def _place(text: str) -> Path:
    return place(_name(text))


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r}, expected a number of processes from 1")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
