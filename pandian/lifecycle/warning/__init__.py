"""What looks wrong before it is posted: prevention before counting.   过账前提醒"""
