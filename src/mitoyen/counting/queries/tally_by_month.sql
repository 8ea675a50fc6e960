SELECT place, month, practice, category, proof,
       SUM(sign) AS facts,
       SUM(sign * count) AS units,
       SUM(sign * grams) AS grams,
       SUM(sign * metres) AS metres,
       SUM(sign * minutes) AS minutes,
       SUM(sign * cents) AS cents,
       SUM(CASE WHEN grams > 0 THEN sign * count ELSE 0 END) AS known_grams,
       SUM(CASE WHEN metres > 0 THEN sign * count ELSE 0 END) AS known_metres,
       SUM(CASE WHEN minutes > 0 THEN sign * count ELSE 0 END) AS known_minutes,
       SUM(CASE WHEN cents > 0 THEN sign * count ELSE 0 END) AS known_cents
FROM facts
GROUP BY place, month, practice, category, proof
