DROP TRIGGER listings_formerprice_append_only ON listings_formerprice;
DROP TRIGGER listings_listing_keeps_price ON listings_listing;
DROP FUNCTION listings_keep_price();
