-- Partners as upper rooms may join them 往来单位视图.
CREATE VIEW catalog_party_view WITH (security_invoker = true) AS
SELECT id, code, name, name_en, kinds FROM catalog_party
