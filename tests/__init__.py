"""Tests, and the bench that measures the extractor on sheets it has never seen."""
