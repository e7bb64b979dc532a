-- The price a year of the same service in councils of one kind, with what makes the prices not comparable
--
-- One row for each contract whose service at least one other council of the same kind has too. A service is the first CPV
-- code or, without one, the statutory duty as worded; the kind of council is from its GSS code. not_comparable names what
-- the data show. They do not show how many children are served, how much service each gets, or what else the price covers:
-- ask before you compare.
WITH priced AS (
  SELECT coalesce(c.main_cpv, c.statutory_basis) AS service,
         coalesce(r.council_type, 'kind not recorded') AS council_type,
         coalesce(r.organisation, c.council) AS organisation, c.council, c.id, coalesce(c.title, c.id) AS contract,
         c.annual_value AS pounds_a_year, c.value_basis, c.value_firm, c.kind, c.irrecoverable_vat, c.main_cpv,
         c.start, year(c.as_of) AS as_of_year
  FROM contracts c JOIN registers r ON r.council = c.council
  WHERE c.state NOT IN ('closed', 'superseded', 'terminated', 'draft')
    AND coalesce(c.main_cpv, c.statutory_basis) IS NOT NULL
),
services AS (
  SELECT service, council_type, count(DISTINCT council) AS councils, count(pounds_a_year) AS prices,
         min(pounds_a_year) AS lowest_a_year, max(pounds_a_year) AS highest_a_year,
         max(as_of_year) AS latest_year, count(DISTINCT kind) AS kinds
  FROM priced GROUP BY service, council_type HAVING count(DISTINCT council) > 1
)
SELECT p.service, p.council_type, p.organisation, p.contract, p.pounds_a_year, s.lowest_a_year, s.highest_a_year,
       s.prices, s.councils,
       concat_ws('; ',
         CASE WHEN p.pounds_a_year IS NULL AND p.value_basis IS NULL THEN 'value not recorded, or withheld' END,
         CASE WHEN p.pounds_a_year IS NULL AND p.value_basis IS NOT NULL
              THEN concat('no value a year can be worked out (', p.value_basis, ')') END,
         CASE WHEN p.council_type = 'kind not recorded' THEN 'kind of council not recorded' END,
         CASE WHEN p.main_cpv IS NULL THEN 'same duty, perhaps not the same service' END,
         CASE WHEN s.kinds > 1 THEN concat('kinds of contract differ (', p.kind, ')') END,
         CASE WHEN NOT p.value_firm THEN 'the value is an estimate or not guaranteed' END,
         CASE WHEN p.irrecoverable_vat > 0 THEN 'includes VAT that the council cannot recover' END,
         CASE WHEN p.as_of_year < s.latest_year THEN concat('prices as at ', p.as_of_year) END
       ) AS not_comparable
FROM priced p JOIN services s ON s.service = p.service AND s.council_type = p.council_type
ORDER BY p.service, p.council_type, p.pounds_a_year NULLS LAST, p.council, p.id
