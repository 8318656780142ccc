CREATE TRIGGER ratings_version_append_only BEFORE UPDATE OR DELETE ON ratings_version FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER ratings_reply_append_only BEFORE UPDATE OR DELETE ON ratings_reply FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
