WITH arrivals AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY event_key ORDER BY received) AS arrival
    FROM events),
kept AS (
    SELECT * FROM arrivals WHERE arrival = 1)
SELECT event_key, occurred, day, month, place, practice, category, proof, count, grams, metres, minutes, cents,
       giver, receiver, counterfactual, 1 AS sign
FROM kept
WHERE reverses_key = 0
  AND NOT EXISTS (SELECT 1 FROM kept AS undoing WHERE undoing.reverses_key = kept.event_key)
