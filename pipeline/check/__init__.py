"""Everything to findings: cell, table, between sources, conservation."""
