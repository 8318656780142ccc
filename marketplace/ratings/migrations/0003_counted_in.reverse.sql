DROP FUNCTION ratings_count_in(text[], bigint[], bigint[], timestamptz);
