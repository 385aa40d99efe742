"""Unit moves 容器移动: a unit goes to another place with all that stands in it."""
