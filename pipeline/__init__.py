"""IPSA staff pay."""
