CREATE FUNCTION listings_keep_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO listings_formerprice (listing_id, price_fen, unit_id, until) VALUES (OLD.id, OLD.price_fen, OLD.unit_id, clock_timestamp());
  RETURN NEW;
END $$;
CREATE TRIGGER listings_listing_keeps_price AFTER UPDATE OF price_fen, unit_id ON listings_listing FOR EACH ROW
  WHEN (OLD.side = 'offer' AND OLD.published_at IS NOT NULL AND (OLD.price_fen, OLD.unit_id) IS DISTINCT FROM (NEW.price_fen, NEW.unit_id))
  EXECUTE FUNCTION listings_keep_price();
CREATE TRIGGER listings_formerprice_append_only BEFORE UPDATE ON listings_formerprice FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
