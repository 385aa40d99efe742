"""One morning of a site: planned, walked, recounted, decided.   晨盘走法"""
