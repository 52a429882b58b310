"""Lines to cells: kept apart by marks (tabbed), by spaces (spaced), or not at all (stream)."""
