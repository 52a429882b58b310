"""Cells to entries to records: what stands where, whatever the layout.

`reader` chooses by shape: `listing` (a row for each role), `matrix` (families across, levels down; its labels, pay and
texts in `labels`, `pay_grid` and `columns`) or `flowing` (interleaved columns; `pay_lines`, `interleaved` and
`title_lines`). All give `Entry`; `build` makes records of them. `vocabulary`, `precedents` and `likeness` are what is
known beforehand.
"""
