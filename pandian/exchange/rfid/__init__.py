"""Files of RFID reads, CSV or one JSON object a line, of any length.   射频文件"""
