CREATE TRIGGER workers_station_append_only BEFORE UPDATE OR DELETE ON workers_station FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
