"""Sealings 封签: the content of a unit is counted, sealed, and told by its seal from then on."""
