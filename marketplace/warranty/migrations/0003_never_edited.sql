CREATE TRIGGER warranty_formerdays_never_edited BEFORE UPDATE ON warranty_formerdays FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
