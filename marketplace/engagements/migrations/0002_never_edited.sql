CREATE TRIGGER engagements_quote_never_edited BEFORE UPDATE OR DELETE ON engagements_engagementquote FOR EACH ROW EXECUTE FUNCTION bookings_refuse_edit();
CREATE TRIGGER engagements_due_never_edited BEFORE UPDATE OR DELETE ON engagements_engagementdue FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER engagements_contract_never_edited BEFORE UPDATE OR DELETE ON engagements_contract FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER engagements_signature_never_edited BEFORE UPDATE OR DELETE ON engagements_signature FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER engagements_care_never_edited BEFORE UPDATE OR DELETE ON engagements_careentry FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
