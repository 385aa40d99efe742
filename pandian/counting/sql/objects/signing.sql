-- Since when nobody at all may give the signatures that a waiting count needs, because those who
-- might counted or prepared it 无人可批; NULL: somebody may.
ALTER TABLE counting_pending ADD COLUMN stuck_at timestamptz;
