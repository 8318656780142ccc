CREATE TRIGGER enterprises_assessment_append_only BEFORE UPDATE OR DELETE ON enterprises_assessment FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER enterprises_assessment_no_truncate BEFORE TRUNCATE ON enterprises_assessment FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
