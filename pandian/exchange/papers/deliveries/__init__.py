"""Deliveries 随货内容: what a paper that goes with goods must say of them (GSP art. 91-93)."""
