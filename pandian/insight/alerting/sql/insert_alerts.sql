-- Raise alerts, each one element of a JSON array.
INSERT INTO insight_alert
SELECT x.* FROM jsonb_populate_recordset(NULL::insight_alert, %(rows)s::jsonb) AS x
