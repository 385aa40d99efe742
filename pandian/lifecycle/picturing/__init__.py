"""Picturing 拍照: photos of a step, each of the line that it shows."""
