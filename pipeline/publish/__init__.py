"""Stage: records -> CSV, JSON, data package and changes, in a folder that is replaced as a whole."""

from pipeline.publish.documents import document_record
from pipeline.publish.files import pieces
from pipeline.publish.folder import publish, put

__all__ = ["document_record", "pieces", "publish", "put"]
