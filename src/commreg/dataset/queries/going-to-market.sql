-- What goes to market in each region, by quarter
--
-- Contracts that are planned to be followed by a new contract, by the quarter of the latest day to start the procurement
-- stage, in calendar years. "should have started" is for a day before the council's as-of date. pounds_a_year is what the
-- present contracts cost, without those in no_value_a_year; it is no estimate of the next. Each council uses its own lead
-- times. Contracts whose plan depends on something withheld are missing.
WITH market AS (
  SELECT coalesce(r.region, 'region not recorded') AS region, c.council, c.id, c.statutory, c.annual_value,
         concat(coalesce(r.organisation, c.council), ': ', coalesce(c.title, c.id)) AS service,
         CASE WHEN p.started_on IS NOT NULL THEN 'in procurement'
              WHEN p.latest_start < c.as_of THEN 'should have started'
              ELSE concat(year(p.latest_start), ' Q', quarter(p.latest_start)) END AS quarter_of_start
  FROM contracts c
  JOIN registers r ON r.council = c.council
  JOIN plan p ON p.council = c.council AND p.contract = c.id
  WHERE p.stage = 'procurement' AND p.completed_on IS NULL AND c.planned_outcome = 'new-contract'
)
SELECT region, quarter_of_start,
       count(*) AS contracts,
       count(DISTINCT council) AS councils,
       count(*) FILTER (WHERE statutory) AS statutory_contracts,
       sum(annual_value) AS pounds_a_year,
       count(*) FILTER (WHERE annual_value IS NULL) AS no_value_a_year,
       array_sort(array_agg(service)) AS services
FROM market
GROUP BY region, quarter_of_start
ORDER BY region, quarter_of_start
