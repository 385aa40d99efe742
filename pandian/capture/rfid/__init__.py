"""RFID 射频: reads become passes, passes become observations; what was not read is unread."""
