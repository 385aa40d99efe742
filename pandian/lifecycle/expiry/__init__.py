"""Expiry 效期: what has expired is proposed to the red zone, what will soon is told."""
