"""IPSA's sheets of staff pay, read to data.

The flow, each stage taking only what the one before gave:

    read       a file -> a source, described and hashed -> numbered lines, or pages of words and rules
    grid       lines, or pages -> rows and cells
    reconcile  cells -> entries (a text with every heading that governs it) -> pay bands, titles, responsibilities
    check      records, as a person corrected them -> findings: values, tables, words, other sources, other years
    publish    records -> CSV, JSON, data package, changes from year to year

`run` leads many documents through these stages:

    alone      what is kept of a document (`results`, by a key from `identity`), or what it gives now; `jobs` has them
               read in turn, by processes that share the `cores`, or by a `cluster`, as a `task` each
    together   a year at a time: what documents say of each other, what changed from the year before
    publish    one document after the other into the files of the output folder, here or at another of the `places`

A PDF takes these steps of `read` and `grid`:

    read/pdf      a child process reads the file -> pages, turned upright: words, rules, and what cannot be read
    grid/walls    rules -> walls: what lies on one line is one, with the stretches over which it is drawn
    grid/lattice  walls that meet -> cells, merged where no wall parts them
    grid/blocks   lines that no rules part -> blocks with columns, from the blank strips between words
    grid/aligned  blocks -> rows and cells, from rules, gaps and how texts begin
    grid/cells    what a table on a page is: its cells, each with its place, box and words
    grid/reports  where nothing of a sheet of pay is printed: regions, areas, gutters, bands, what is no table
    grid/page     all of that, in order -> the tables of each page, and the lines in none
    grid/breaks   a row that ends a page, and the one that begins the next -> one row, two, or two in doubt
    grid/pages    pages -> one stream of rows, with the lines above, below and between the tables

`extract` leads one document through (what comes after `read` is in `making`), `run` all of them. What is known of
sheets is data, in `data/`.
`debug` writes down what the stages gave: as JSON and, by `paper` (a page as an image) and `draw`, as pictures.
"""
