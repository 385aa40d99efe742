"""Replenishment 补货: pick faces below their minimum are filled from bulk, first expiry first."""
