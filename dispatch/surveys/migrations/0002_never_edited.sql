CREATE TRIGGER surveys_reply_append_only BEFORE UPDATE OR DELETE ON surveys_reply FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER surveys_answer_append_only BEFORE UPDATE OR DELETE ON surveys_answer FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
