"""What an RFID pass proves: it saw these, and how likely it missed the others.   射频比对"""
