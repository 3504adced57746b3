"""What the addon arranges once, when it is removed."""


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
