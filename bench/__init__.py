"""Benches: each prints work, size, seconds, CPU-s, rows/s, peak memory, ratio to raw inserts."""
