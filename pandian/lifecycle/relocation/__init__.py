"""Relocation 移库: goods are carried from one bin to another, status kept."""
