-- Lots as upper rooms may join them 批号视图.
CREATE VIEW catalog_lot_view WITH (security_invoker = true) AS
SELECT id, item_id AS item, code, made_on, expires_on FROM catalog_lot
