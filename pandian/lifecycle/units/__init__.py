"""Handling units 容器: pallets, cages, cartons as movable places, one in another."""
