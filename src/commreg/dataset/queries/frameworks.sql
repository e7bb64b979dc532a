-- Frameworks, and who calls off from them
--
-- One row for each framework and dynamic purchasing system with the call-offs that name it in the same register, and one
-- for each council with call-offs whose framework is not in its register: often a framework that another body leads. The
-- value of a framework is usually a ceiling (value_basis), so it is not added to its call-offs. later_ends counts the
-- call-offs that end after their framework.
WITH active AS (
  SELECT c.*, coalesce(r.organisation, c.council) AS organisation
  FROM contracts c JOIN registers r ON r.council = c.council
  WHERE c.state NOT IN ('closed', 'superseded', 'terminated', 'draft')
),
frameworks AS (
  SELECT * FROM active WHERE kind IN ('framework', 'dynamic-purchasing-system')
),
call_offs AS (
  SELECT a.council, a.organisation, a.id, a.title, a.provider, a.current_end, f.id AS framework
  FROM active a LEFT JOIN frameworks f ON f.council = a.council AND f.id = a.framework
  WHERE a.kind = 'call-off' OR a.framework IS NOT NULL
)
SELECT f.organisation, coalesce(f.title, f.id) AS framework, f.provider, f.current_end AS ends, f.value, f.value_basis,
       count(o.id) AS call_offs,
       count(*) FILTER (WHERE o.current_end > f.current_end) AS later_ends,
       array_sort(array_agg(DISTINCT coalesce(o.title, o.id)) FILTER (WHERE o.id IS NOT NULL)) AS called_off
FROM frameworks f LEFT JOIN call_offs o ON o.council = f.council AND o.framework = f.id
GROUP BY f.council, f.id, f.organisation, coalesce(f.title, f.id), f.provider, f.current_end, f.value, f.value_basis
UNION ALL
SELECT organisation, 'not in the register', NULL, NULL, NULL, NULL, count(*), 0,
       array_sort(array_agg(DISTINCT coalesce(title, id)))
FROM call_offs WHERE framework IS NULL
GROUP BY council, organisation
ORDER BY organisation, framework, ends NULLS LAST, provider NULLS LAST
