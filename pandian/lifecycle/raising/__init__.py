"""Raising 提出: what was found becomes proposed holds and due rounds, by itself."""
