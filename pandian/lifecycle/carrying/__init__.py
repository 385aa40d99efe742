"""Carrying 传递: what one site did reaches the other by the facts feed."""
