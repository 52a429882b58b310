"""A second reader of single lines, of another make than Tesseract: the recogniser of PP-OCRv6, in process.

Its model comes in the wheel of rapidocr, and onnxruntime runs it. rapidocr's own class is not used: it pads each crop
to the widest of its batch, so that a score depends on what else is read; it does not give the score of a letter; it
logs to the terminal, and fetches a model that is missing. One crop to a run costs as little: on a processor a batch
saves nothing, and padding is work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import MissingProgramError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from pipeline.read.scan.raster import Grey

#: The height to which every crop is scaled, in pixels: that of the images that the model was trained on.
HEIGHT = 48
#: A crop lower than this, in pixels, holds no letters that anybody could read.
LOWEST = 8
#: A crop narrower or wider than these, in heights, is not a line of text: a page has no room for 80 letters in a line.
NARROWEST, WIDEST = 0.2, 80.0
#: Digits of a score; below them the order in which a processor adds shows.
DIGITS = 4

_INSTALL = "install it with: pip install 'rapidocr>=3.10,<4' onnxruntime"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the model reads in a crop; nothing, with scores of 0, where it sees no text.

    The scores are probabilities, of the letters on the average and of the least sure one. Spaces do not count: the
    model is never sure where they begin.
    """

    text: str = ""
    score: float = 0.0
    weakest: float = 0.0


class SecondReader:
    """The model, loaded once for a process; threads may share it."""

    def __init__(self, threads: int = 1) -> None:
        """Load it, to use so many threads for a crop; raise `MissingProgramError` where it is not installed."""
        self._model = _model_file()
        self._session = _session(self._model, threads)
        self._letters = _letters(self._session)

    def readings(self, crops: Sequence[Grey]) -> list[Seen]:
        """Read one line of text in each crop, in their order; a crop that can be no line gives an empty reading."""
        return [self._reading(crop) if _is_line(crop) else Seen() for crop in crops]

    def _reading(self, crop: Grey) -> Seen:
        (shares,) = self._session.run(None, {self._session.get_inputs()[0].name: _prepared(crop)})
        return _decoded(np.asarray(shares[0], dtype=np.float32), self._letters)


def version() -> str:
    """Name the engine, the model and the settings on which a reading depends; raise `MissingProgramError`."""
    model = _model_file()
    digest = hashlib.sha256(model.read_bytes()).hexdigest()[:16]
    try:
        return f"{model.stem} sha256:{digest} onnxruntime:{installed('onnxruntime')} height:{HEIGHT}"
    except PackageNotFoundError as error:
        raise MissingProgramError(f"onnxruntime is not installed; {_INSTALL}") from error


def _model_file() -> Path:
    spec = find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec and spec.origin else None
    found = sorted(folder.glob("*_rec_small.onnx")) if folder else []
    if len(found) != 1:
        raise MissingProgramError(f"rapidocr: found {len(found)} recognition models, expected one; {_INSTALL}")
    return found[0]


def _session(model: Path, threads: int) -> InferenceSession:
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingProgramError(f"onnxruntime is not installed; {_INSTALL}") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # Of 18,000 letters most have a share that is next to none; to reckon with such numbers takes a processor longer.
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _letters(session: InferenceSession) -> tuple[str, ...]:
    """Return what each class of the model stands for: nothing, the letters of its own list, and a space."""
    listed = session.get_modelmeta().custom_metadata_map["character"]
    return ("", *listed.split("\n"), " ")


def _is_line(crop: Grey) -> bool:
    return crop.ndim == 2 and crop.shape[0] >= LOWEST and NARROWEST <= crop.shape[1] / crop.shape[0] <= WIDEST


def _prepared(crop: Grey) -> NDArray[np.float32]:
    """Scale to the height of the model, from -1 for ink to 1 for paper, the same in each of three colours."""
    width = ceil(crop.shape[1] * HEIGHT / crop.shape[0])
    way = cv2.INTER_AREA if crop.shape[0] > HEIGHT else cv2.INTER_CUBIC
    scaled = cv2.resize(crop, (width, HEIGHT), interpolation=way).astype(np.float32) / 127.5 - 1
    return np.ascontiguousarray(np.broadcast_to(scaled, (1, 3, *scaled.shape)))


def _decoded(shares: NDArray[np.float32], letters: Sequence[str]) -> Seen:
    """Read the shares of all letters at each step along the line (steps x letters).

    Steps on which the same letter wins are one letter, its score is the first of them; class 0 is no letter (Graves
    et al. 2006, "Connectionist temporal classification", best path).
    """
    best = shares.argmax(axis=1)
    begins = np.flatnonzero((best != 0) & (best != np.concatenate(([0], best[:-1]))))
    text = "".join(letters[number] for number in best[begins])
    scores = [float(shares[step, best[step]]) for step in begins if letters[best[step]] != " "]
    if not scores:
        return Seen()
    return Seen(text.strip(), round(sum(scores) / len(scores), DIGITS), round(min(scores), DIGITS))
