"""What looks wrong with plain postings, read against open paper and what was posted before."""
