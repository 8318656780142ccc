CREATE TRIGGER credit_record_append_only BEFORE UPDATE OR DELETE ON credit_record FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
