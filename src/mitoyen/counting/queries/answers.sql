SELECT place, day, practice, category, counterfactual, SUM(sign) AS answers
FROM facts
WHERE counterfactual <> ''
GROUP BY place, day, practice, category, counterfactual
