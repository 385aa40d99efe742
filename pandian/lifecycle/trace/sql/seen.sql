-- Whether the sites of the scope ever had some goods: what is known only elsewhere is not known.
SELECT EXISTS (
    SELECT FROM unnest(%(items)s::bigint[], %(lots)s::bigint[], %(serials)s::bigint[])
                AS k (item, lot, serial)
     CROSS JOIN unnest(%(sites)s::integer[]) AS site (id)
     CROSS JOIN LATERAL (
           SELECT FROM ledger_holding x
            WHERE x.site = site.id AND x.item = k.item AND (k.lot = 0 OR x.lot = k.lot)
              AND (k.serial = 0 OR x.serial = k.serial) LIMIT 1) AS h) AS seen
