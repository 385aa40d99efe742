"""Standing 在架: what documents about goods on the shelf share."""
