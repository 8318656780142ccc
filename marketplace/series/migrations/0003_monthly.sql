CREATE TRIGGER series_month_due_never_edited BEFORE UPDATE OR DELETE ON series_seriesdue FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER series_month_line_never_edited BEFORE UPDATE OR DELETE ON series_seriesdueline FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
UPDATE series_seriesrule SET by_month = true WHERE service_type_id IN
  (SELECT id FROM catalog_servicetype WHERE code IN ('cleaning-everyday', 'cleaning-regular', 'hourly-worker', 'cooking'));
