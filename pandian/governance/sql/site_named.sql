-- One site by its code.
SELECT id, code, name, name_en, time_zone FROM governance_site WHERE code = %(code)s::text
