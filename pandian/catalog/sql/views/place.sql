-- Places as upper rooms may join them 位置视图.
CREATE VIEW catalog_place_view WITH (security_invoker = true) AS
SELECT site, id, code, kind, physical, sequence, coalesce(parent_id, 0) AS parent, active
  FROM catalog_place
