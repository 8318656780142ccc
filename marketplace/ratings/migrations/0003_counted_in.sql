-- A rating begins to count for everybody whom it is about: `change` is what it adds, in the order of SUMS (models/standing.py).
-- Rows are taken in the order of kind and number, so nobody waits in a circle.
CREATE FUNCTION ratings_count_in(kinds text[], numbers bigint[], change bigint[], moment timestamptz) RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  start_mean double precision;
  start_weight bigint;
BEGIN
  SELECT p.mean, p.weight INTO start_mean, start_weight FROM ratings_prior AS p LIMIT 1;
  start_mean := coalesce(start_mean, 4.3);
  start_weight := coalesce(start_weight, 20);
  INSERT INTO ratings_standing AS s (count, total, squares, stars_1, stars_2, stars_3, stars_4, stars_5, punctual_count, punctual_total, skill_count, skill_total,
    attitude_count, attitude_total, price_count, price_total, kind, number, score, changed_at)
  SELECT change[1], change[2], change[3], change[4], change[5], change[6], change[7], change[8], change[9], change[10], change[11], change[12],
    change[13], change[14], change[15], change[16],
    w.kind, w.number, (start_mean * start_weight + change[2]) / (start_weight + change[1]), moment
  FROM unnest(kinds, numbers) AS w (kind, number) ORDER BY w.kind, w.number
  ON CONFLICT (kind, number) DO UPDATE SET count = s.count + excluded.count, total = s.total + excluded.total, squares = s.squares + excluded.squares, stars_1 = s.stars_1 +
    excluded.stars_1, stars_2 = s.stars_2 + excluded.stars_2, stars_3 = s.stars_3 + excluded.stars_3, stars_4 = s.stars_4 +
    excluded.stars_4, stars_5 = s.stars_5 + excluded.stars_5, punctual_count = s.punctual_count + excluded.punctual_count, punctual_total =
    s.punctual_total + excluded.punctual_total, skill_count = s.skill_count + excluded.skill_count, skill_total = s.skill_total +
    excluded.skill_total, attitude_count = s.attitude_count + excluded.attitude_count, attitude_total = s.attitude_total +
    excluded.attitude_total, price_count = s.price_count + excluded.price_count, price_total = s.price_total + excluded.price_total,
    changed_at = excluded.changed_at,
    score = (start_mean * start_weight + s.total + excluded.total) / (start_weight + s.count + excluded.count);
END $$;
