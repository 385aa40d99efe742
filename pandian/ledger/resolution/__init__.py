"""From codes to ids.   单据解析"""
