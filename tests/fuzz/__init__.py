"""Good files of every kind that the program takes, spoilt at random but reproducibly, and what becomes of them.

`python -m tests.fuzz --help`: each seed gives one spoilt file, read in a process of its own. It must end in an answer
or in one line, within its time and memory, with nothing touched but the output folder and nothing silently wrong.
`python -m tests.fuzz.guided --help`: what the program parses itself, tried by a fuzzer that sees which code ran.
"""
