"""What becomes of a morning's differences: explained, repaired, approved by rule.   晨盘裁定"""
