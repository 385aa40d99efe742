"""The REST API at /api/v1.   接口"""
