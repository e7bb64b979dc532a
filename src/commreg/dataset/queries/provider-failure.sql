-- Where the failure of a provider would leave statutory services
--
-- One row for each provider of statutory services. only_provider counts the contracts with no other provider under the same
-- duty, as the council words it, in the same council. pounds_a_year leaves out the contracts in no_value_a_year. Services
-- whose duty or provider is withheld are missing, so the true figures can be higher.
WITH active AS (
  SELECT c.*, coalesce(r.organisation, c.council) AS organisation
  FROM contracts c JOIN registers r ON r.council = c.council
  WHERE c.state NOT IN ('closed', 'superseded', 'terminated', 'draft', 'not started') AND c.statutory
),
duties AS (
  SELECT council, statutory_basis,
         count(DISTINCT coalesce(provider_key, concat('withheld:', id))) AS providers
  FROM active WHERE statutory_basis IS NOT NULL GROUP BY council, statutory_basis
)
SELECT a.provider_key, max(a.provider_known_by) AS known_by, array_sort(array_agg(DISTINCT a.provider)) AS names,
       count(DISTINCT a.council) AS councils,
       count(*) AS statutory_contracts,
       count(*) FILTER (WHERE d.providers = 1) AS only_provider,
       sum(a.annual_value) AS pounds_a_year,
       count(*) FILTER (WHERE a.annual_value IS NULL) AS no_value_a_year,
       min(a.current_end) AS first_end,
       array_sort(array_agg(DISTINCT concat(a.organisation, ': ', coalesce(a.title, a.id)))) AS services
FROM active a
LEFT JOIN duties d ON d.council = a.council AND d.statutory_basis = a.statutory_basis
WHERE a.provider_key IS NOT NULL
GROUP BY a.provider_key
ORDER BY councils DESC, only_provider DESC, statutory_contracts DESC, a.provider_key
