-- Sites as upper rooms may join them 站点视图.
CREATE VIEW governance_site_view WITH (security_invoker = true) AS
SELECT id, code, name, name_en, time_zone FROM governance_site
