-- Whether somebody counts an open count blind himself 本人盲盘: it is his task, he was at a place
-- of it, he stated a row of it, or a line rests on him, by whatever account of his (site 0 knows no
-- stand-ins: only those of one human).  Nothing of it may show him the book.
CREATE FUNCTION counting_blind_to(at_site integer, of_plan uuid, who text)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM counting_plan p
                    WHERE p.site = at_site AND p.id = of_plan AND p.blind AND p.state = 'open')
       AND EXISTS (
           SELECT FROM (SELECT governance_accounts(who, 0, statement_timestamp()) AS his OFFSET 0) m
            WHERE EXISTS (SELECT FROM counting_task t
                           WHERE t.site = at_site AND t.plan = of_plan AND t.person = ANY (m.his))
               OR EXISTS (SELECT FROM counting_visit v
                           WHERE v.site = at_site AND v.plan = of_plan AND v.person = ANY (m.his))
               OR EXISTS (SELECT FROM counting_line l
                           WHERE l.site = at_site AND l.plan = of_plan AND l.people && m.his)
               OR EXISTS (SELECT FROM counting_task t
                            JOIN capture_seen_view o ON o.site = t.site AND o.task = t.id
                           WHERE t.site = at_site AND t.plan = of_plan
                             AND o.person = ANY (m.his)))
$$;
