"""Deviation 偏差: locked goods that have left already, reported and signed by quality."""
