-- Items as upper rooms may join them 物料视图.
CREATE VIEW catalog_item_view WITH (security_invoker = true) AS
SELECT id, code, name, name_en, unit, tracking, expiry, cost FROM catalog_item
