"""Referees: worlds whose truth is known judge the product's own rules.   裁判"""
