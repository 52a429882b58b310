"""The templates, and what may run on the pages that they make.

Every text of a document passes through the escaping of the templates; there is no other way into a page. The script
takes what it needs from the elements. A Content-Security-Policy names the one script and the one style sheet by their
hash and lets nothing else run or be fetched, whatever a document says.
"""

from __future__ import annotations

import base64
import hashlib
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.publish.schema import schema
from pipeline.read import corrections
from pipeline.review import edit, history, shown, words
from pipeline.review.items import Group

#: A page that holds this was made here.
GENERATOR = "ipsa-pay review"


def environment() -> Environment:
    """Return the templates with all that they use beside what each page is about."""
    made = Environment(
        loader=PackageLoader("pipeline.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script, style = _own("script.js"), _own("style.css")
    made.globals |= {
        "script": script,
        "style": style,
        "policy": _policy(script, style),
        "generator": GENERATOR,
        "corrections": corrections.NAME,
        "Group": Group,
        "statuses": _meanings("pay_bands", "status"),
        "severities": _meanings("findings", "severity"),
    }
    made.filters |= {name: getattr(words, name) for name in ("named", "money", "reading", "about", "remedy")}
    made.filters |= {"replacing": edit.replacing, "confirming": edit.confirming, "wording": history.wording}
    made.filters |= {"crop": shown.crop, "marks": shown.marks_of, "excerpt": shown.excerpt}
    return made


def _own(name: str) -> Markup:
    """Return a script or style sheet of this package; nothing of a document is in it, and it is not to be escaped."""
    return Markup((resources.files("pipeline.review") / "templates" / name).read_text("utf-8"))  # noqa: S704 - see above


def _policy(script: str, style: str) -> str:
    """Return the Content-Security-Policy: the own script and style by their hash, images of the folder, no more."""
    rules = (
        "default-src 'none'",
        f"script-src '{_hash(script)}'",
        f"style-src '{_hash(style)}'",
        "img-src 'self' file:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _meanings(table: str, column: str) -> dict[str, str]:
    """Return what each word of a column means."""
    return next(dict(one.values) for one in schema().tables[table].columns if one.name == column)
