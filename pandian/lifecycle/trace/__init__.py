"""Tracing a lot, a serial, a scan or a document.   追溯"""
