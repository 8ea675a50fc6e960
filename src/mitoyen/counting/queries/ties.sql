SELECT place, day, COUNT(*) AS ties
FROM (SELECT place, day,
             ROW_NUMBER() OVER (PARTITION BY CASE WHEN giver < receiver THEN giver ELSE receiver END,
                                             CASE WHEN giver < receiver THEN receiver ELSE giver END
                                ORDER BY occurred, event_key) AS meeting
      FROM facts
      WHERE giver <> 0 AND receiver <> 0 AND giver <> receiver) AS meetings
WHERE meeting = 1
GROUP BY place, day
