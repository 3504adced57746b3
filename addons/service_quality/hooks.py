"""What the addon arranges once, when it is installed and when it is removed."""

from odoo.tools import SQL


def pre_init_hook(env):
    """Whether a ticket is closed is stored from now on: in one statement, where the ORM would compute a million."""
    env.cr.execute("ALTER TABLE helpdesk_ticket ADD COLUMN IF NOT EXISTS closed boolean")
    env.cr.execute(
        "UPDATE helpdesk_ticket AS t SET closed = s.closed FROM helpdesk_ticket_stage AS s WHERE s.id = t.stage_id"
    )


def uninstall_hook(env):
    """Clocks hold on to the standards that they were promised by: they go first, and the activities about them."""
    ours = env["ir.model.data"].search([("module", "=", "service_quality"), ("model", "=", "mail.activity.type")])
    kinds = env["mail.activity.type"].browse(ours.mapped("res_id"))
    env["mail.activity"].with_context(active_test=False).search([("activity_type_id", "in", kinds.ids)]).unlink()
    # Verdicts hold on to rules, judgements to sheets
    env.cr.execute("DELETE FROM service_feedback")
    env.cr.execute("DELETE FROM service_inspection")
    env.cr.execute("DELETE FROM service_inspection_draw")
    # Escalations hold on to levels, and promises to the policies that they climb
    env.cr.execute("DELETE FROM service_escalation")
    env.cr.execute("UPDATE service_standard_target SET escalation_policy_id = NULL")
    env.cr.execute("DELETE FROM service_clock")
    # Contacts hold on to channels, customers and standards to tiers
    env.cr.execute("DELETE FROM service_contact")
    env.cr.execute("UPDATE res_partner SET service_tier_id = NULL WHERE service_tier_id IS NOT NULL")
    env.cr.execute("DELETE FROM service_customer_tier_service_standard_rel")
    # Cases hold on to causes, incidents to plans and types
    env.cr.execute("UPDATE helpdesk_ticket SET cause_id = NULL, incident_id = NULL")
    for table in ("service_proposal", "service_improvement", "service_handover", "service_incident"):
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
    # Care messages hold on to rules, customer files and changes to loyalty tiers
    for table in ("service_care_message", "service_care_rule", "service_loyalty_change", "service_customer_file"):
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
    # Steps of cases hold on to the shipped processes
    env.cr.execute("DELETE FROM service_case_step")
    # The field is helpdesk_mgmt's own, which computes it: no column stays behind
    env.cr.execute("ALTER TABLE helpdesk_ticket DROP COLUMN closed")
