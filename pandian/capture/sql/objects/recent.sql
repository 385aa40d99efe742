-- What was understood lately, for alarms: rows come in order of time, so a small index is enough.
CREATE INDEX capture_resolution_received ON capture_resolution USING brin (received_at);
