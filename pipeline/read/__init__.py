"""A document to its text: found and described (inventory, manifest), then to numbered lines (capture)."""
