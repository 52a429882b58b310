"""How this pipeline does beside what else a user could take, and how it grows: each module is a command.

    python -m benchmarks             accuracy, time and memory, side by side with other tools -> RESULTS.md
    python -m benchmarks.scale       how time, memory and cost grow with pages and documents -> docs/scale.md

`documents` chooses the documents and their truth, `tools` names the competitors, `race` runs them in turns, `judge`
holds what they find against the truth, `report` writes it down. `peers` runs in the other tools' own environment,
which `environment` makes from `peers.txt`.
"""
