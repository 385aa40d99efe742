"""Resolution 识别: from what was sent to place, item, lot, serial; an opinion, made again."""
