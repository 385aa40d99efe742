"""Damage 报损: goods that cannot be sold go to the red zone."""
