CREATE TRIGGER urgent_plan_never_edited BEFORE UPDATE OR DELETE ON urgent_plan FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
