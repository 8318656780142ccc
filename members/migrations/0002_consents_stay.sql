CREATE TRIGGER members_consent_stays BEFORE UPDATE ON members_consent FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER members_consentdocument_stays BEFORE UPDATE ON members_consentdocument FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
