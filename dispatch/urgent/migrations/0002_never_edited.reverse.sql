DROP TRIGGER urgent_plan_never_edited ON urgent_plan;
