"""Stage: the output folder -> a release: the same values in the formats that analysts open, in one folder and zip.

A release is made from what `extract` wrote to `output/` and a person accepted in `fixtures/`, not from a new reading
of the documents: so it holds what was checked, takes a second, and needs no OCR.
"""
