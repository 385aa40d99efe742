"""From fields to codes, pages and printer bits.   绘制"""
