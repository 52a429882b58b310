"""Every way to fail, with its exit code, and every thing that can be noticed, with its severity."""

from __future__ import annotations

from enum import IntEnum

from pipeline.model import Severity


class Exit(IntEnum):
    """Exit codes of the command line; the gravest that applies is returned."""

    CLEAN = 0
    ERROR_FINDING = 1
    BAD_ARGUMENTS = 2
    MISSING_PROGRAM = 3
    UNREADABLE_SOURCE = 4
    DIFFERENT = 5


class PipelineError(Exception):
    """A failure that ends in one line for the user: where, what was read, what was expected, what to do."""

    exit = Exit.BAD_ARGUMENTS


class ArgumentError(PipelineError):
    """The command line asks for something that cannot be done."""


class OutputError(PipelineError):
    """The output folder cannot be written; what it held before is untouched."""

    exit = Exit.BAD_ARGUMENTS


class MissingProgramError(PipelineError):
    """A program or model is not installed; the message says how to install it."""

    exit = Exit.MISSING_PROGRAM


class UnreadableSourceError(PipelineError):
    """One source gives nothing; the others are still written."""

    exit = Exit.UNREADABLE_SOURCE


class DataError(PipelineError):
    """A data file of the package is broken: a person who edited it must mend it."""


class CorrectionError(PipelineError):
    """A recorded correction cannot be used, or does not match any more: nothing is written until a person says why."""

    exit = Exit.BAD_ARGUMENTS


_WARNING, _ERROR = Severity.WARNING, Severity.ERROR

#: Finding codes. An error needs a person before the data can be used; a check that true data can break warns.
SEVERITIES: dict[str, Severity] = {
    # reading one document
    "illegible_amount": _ERROR,
    "doubtful_amount": _WARNING,
    "doubtful_place": _WARNING,
    "doubtful_text": _WARNING,
    "doubtful_reading": _WARNING,
    "repaired_text": _WARNING,
    "hyphen_closed": _WARNING,
    "unknown_heading": _ERROR,
    "ignored_heading": _WARNING,
    "lost_heading": _WARNING,
    "new_family": _WARNING,
    "new_level": _WARNING,
    "new_title": _WARNING,
    "unused_text": _ERROR,
    "beside_table": _WARNING,
    "unread_page": _ERROR,
    "damaged_file": _ERROR,
    "used_twice": _ERROR,
    "other_amount": _WARNING,
    "noise": _WARNING,
    "no_year": _ERROR,
    "year_differs": _ERROR,
    # checks of one document
    "minimum_above_maximum": _ERROR,
    "implausible_amount": _WARNING,
    "not_rising": _WARNING,
    "london_below": _WARNING,
    "band_without_texts": _WARNING,
    "texts_without_band": _WARNING,
    "blank_band": _WARNING,
    "repeated_text": _WARNING,
    "repeated_band": _ERROR,
    # what a person recorded
    "correction_used": _WARNING,
    # several documents
    "second_source_used": _WARNING,
    "sources_differ": _WARNING,
    "doubtful_source_differs": _WARNING,
    "one_source_only": _WARNING,
    "two_documents_for_year": _ERROR,
    # several years
    "pay_jump": _WARNING,
    "level_vanished": _WARNING,
    "title_changed_family": _WARNING,
}

#: Codes that make a value `review`: it is given, but may be wrong.
MARKING = frozenset(
    {
        "doubtful_amount",
        "doubtful_place",
        "doubtful_text",
        "doubtful_reading",
        "repaired_text",
        "implausible_amount",
        "minimum_above_maximum",
        "not_rising",
        "london_below",
        "repeated_text",
        "repeated_band",
        "sources_differ",
    }
)
