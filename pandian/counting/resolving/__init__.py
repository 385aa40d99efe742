"""Resolving 识别: codes judged with what the books have in the place; what the inbox shows."""
