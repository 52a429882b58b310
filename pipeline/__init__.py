"""IPSA's sheets of staff pay, read to data.

The flow, each stage taking only what the one before gave:

    read       a file -> a source, described and hashed -> numbered lines
    grid       lines -> rows and cells
    reconcile  cells -> entries (a text with every heading that governs it) -> pay bands, titles, responsibilities
    check      records -> findings: each value, each table, every word, documents of one year against each other
    publish    records -> CSV, JSON, data package, changes from year to year

`extract` leads one document through, `run` all of them. What is known of sheets is data, in `data/`.
"""
