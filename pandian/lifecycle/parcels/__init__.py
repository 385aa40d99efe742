"""Parcels 包裹: handling units with a number, a seal and their content."""
