DROP TRIGGER credit_record_append_only ON credit_record;
