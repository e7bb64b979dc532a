-- Providers that serve several councils, and which of their contracts end together
--
-- One row for each provider and quarter in which contracts end, for providers with contracts in more than one council.
-- A provider is known by a published number, or else by its cleaned name. possibly_also lists other keys with the same
-- name or number: they may be one organisation, and are not counted together. Providers whose names are withheld are missing.
WITH active AS (
  SELECT c.*, coalesce(r.organisation, c.council) AS organisation
  FROM contracts c JOIN registers r ON r.council = c.council
  WHERE c.state NOT IN ('closed', 'superseded', 'terminated', 'draft') AND c.provider_key IS NOT NULL
),
marks AS (
  SELECT provider_key, council, concat('name:', provider_cleaned_name) AS mark FROM active
  UNION SELECT provider_key, council, concat('company:', company_number) FROM active WHERE company_number IS NOT NULL
  UNION SELECT provider_key, council, concat('charity:', charity_number) FROM active WHERE charity_number IS NOT NULL
  UNION SELECT provider_key, council, concat('UKPRN:', ukprn) FROM active WHERE ukprn IS NOT NULL
  UNION SELECT provider_key, council, concat('ODS:', ods_code) FROM active WHERE ods_code IS NOT NULL
),
doubts AS (
  SELECT a.provider_key, b.provider_key AS also, b.council
  FROM marks a JOIN marks b ON a.mark = b.mark AND a.provider_key <> b.provider_key
),
also AS (
  SELECT provider_key, array_sort(array_agg(DISTINCT also)) AS possibly_also FROM doubts GROUP BY provider_key
),
presence AS (
  SELECT provider_key, council FROM active UNION SELECT provider_key, council FROM doubts
),
shared AS (
  SELECT provider_key FROM presence GROUP BY provider_key HAVING count(DISTINCT council) > 1
),
served AS (
  SELECT provider_key, max(provider_known_by) AS known_by, array_sort(array_agg(DISTINCT provider)) AS names,
         count(DISTINCT council) AS councils, count(*) AS contracts
  FROM active GROUP BY provider_key
)
SELECT s.provider_key, s.known_by, s.names, also.possibly_also, s.councils, s.contracts,
       coalesce(concat(year(a.current_end), ' Q', quarter(a.current_end)), 'no end date') AS quarter_of_end,
       count(*) AS contracts_ending,
       count(DISTINCT a.council) AS councils_affected,
       count(*) FILTER (WHERE a.statutory) AS statutory_contracts,
       array_sort(array_agg(DISTINCT concat(a.organisation, ': ', coalesce(a.title, a.id)))) AS ending
FROM active a
JOIN shared ON shared.provider_key = a.provider_key
JOIN served s ON s.provider_key = a.provider_key
LEFT JOIN also ON also.provider_key = a.provider_key
GROUP BY s.provider_key, s.known_by, s.names, also.possibly_also, s.councils, s.contracts,
         coalesce(concat(year(a.current_end), ' Q', quarter(a.current_end)), 'no end date')
ORDER BY s.councils DESC, s.provider_key, quarter_of_end
