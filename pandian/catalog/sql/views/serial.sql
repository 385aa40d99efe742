-- Serials as upper rooms may join them 序列号视图.
CREATE VIEW catalog_serial_view WITH (security_invoker = true) AS
SELECT id, item_id AS item, code, lot FROM catalog_serial
