SELECT place, month, COUNT(DISTINCT person) AS contributors
FROM (SELECT place, month, giver AS person FROM facts WHERE giver <> 0
      UNION ALL
      SELECT place, month, receiver AS person FROM facts WHERE receiver <> 0) AS taking_part
GROUP BY place, month
