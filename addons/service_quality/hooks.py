"""What the addon arranges once, when it is installed and when it is removed."""


def pre_init_hook(env):
    """Whether a ticket is closed is stored from now on: in one statement, where the ORM would compute a million."""
    env.cr.execute("ALTER TABLE helpdesk_ticket ADD COLUMN IF NOT EXISTS closed boolean")
    env.cr.execute(
        "UPDATE helpdesk_ticket AS t SET closed = s.closed FROM helpdesk_ticket_stage AS s WHERE s.id = t.stage_id"
    )


def uninstall_hook(env):
    """Clocks hold on to the standards that they were promised by: they go first, and the activities about them."""
    kinds = env.ref("service_quality.mail_activity_type_clock") | env.ref(
        "service_quality.mail_activity_type_escalation"
    )
    env["mail.activity"].with_context(active_test=False).search([("activity_type_id", "in", kinds.ids)]).unlink()
    # Escalations hold on to levels, and promises to the policies that they climb
    env.cr.execute("DELETE FROM service_escalation")
    env.cr.execute("UPDATE service_standard_target SET escalation_policy_id = NULL")
    env.cr.execute("DELETE FROM service_clock")
    # Contacts hold on to channels, customers and standards to tiers
    env.cr.execute("DELETE FROM service_contact")
    env.cr.execute("UPDATE res_partner SET service_tier_id = NULL WHERE service_tier_id IS NOT NULL")
    env.cr.execute("DELETE FROM service_customer_tier_service_standard_rel")
    # Steps of cases hold on to the shipped processes
    env.cr.execute("DELETE FROM service_case_step")
    # The field is helpdesk_mgmt's own, which computes it: no column stays behind
    env.cr.execute("ALTER TABLE helpdesk_ticket DROP COLUMN closed")
