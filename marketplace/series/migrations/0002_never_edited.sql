CREATE TRIGGER series_quote_never_edited BEFORE UPDATE OR DELETE ON series_seriesquote FOR EACH ROW EXECUTE FUNCTION bookings_refuse_edit();
CREATE TRIGGER series_order_never_edited BEFORE UPDATE OR DELETE ON series_seriesorder FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER series_due_never_edited BEFORE UPDATE OR DELETE ON series_packagedue FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
