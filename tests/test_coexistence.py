"""Other helpdesk addons stay installed beside ours and keep working."""

import scratch

_BOTH_MEASURE_THE_SAME_TICKET = """
done = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
awaiting = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
team = env["helpdesk.ticket.team"].create(
    {"name": "Both", "use_sla": True, "resource_calendar_id": env.company.resource_calendar_id.id}
)
env["helpdesk.sla"].create(
    {"name": "Theirs", "team_ids": team.ids, "stage_id": done.id, "hours": 2, "ignore_stage_ids": awaiting.ids}
)
ticket = env["helpdesk.ticket"].create({"name": "Both", "description": "Both", "team_id": team.id})
assert len(ticket.ticket_sla_ids) == 1
assert set(ticket.clock_ids.mapped("state")) == {"running"}
ticket.stage_id = awaiting
assert set(ticket.clock_ids.mapped("state")) == {"paused"}
assert ticket.ticket_sla_ids.state == "on_hold"
ticket.stage_id = done
assert set(ticket.clock_ids.mapped("result")) == {"met"}
ticket.copy()
ticket.unlink()
"""
_A_REQUEST_FOR_A_RATING_ANSWERS_NOBODY = """
stage = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
stage.rating_mail_template_id = env.ref("helpdesk_mgmt_rating.rating_ticket_email_template")
customer = env["res.partner"].create({"name": "A customer", "email": "customer@example.com"})
ticket = env["helpdesk.ticket"].create({"name": "Rated", "description": "Soon", "partner_id": customer.id})
ticket.stage_id = stage
assert ticket.rating_ids
response = ticket.clock_ids.filtered(lambda clock: clock.metric == "first_response")
assert response.state == "running", response.state
"""
_FORMS_OF_ALL_OPEN = """
from lxml import etree

for user in ("base.user_admin", "base.user_root"):
    tickets = env["helpdesk.ticket"].with_user(env.ref(user))
    views = tickets.get_views([(False, kind) for kind in ("form", "list", "kanban", "search", "pivot")])
    assert "clock_badges" in views["models"]["helpdesk.ticket"]["fields"]
agent = env["res.users"].create(
    {"name": "Agent", "login": "agent", "group_ids": env.ref("service_quality.service_quality_group_agent").ids}
)
tickets = env["helpdesk.ticket"].with_user(agent)
views = tickets.get_views([(False, kind) for kind in ("form", "list", "kanban", "search", "pivot")])
known = views["models"]["helpdesk.ticket"]["fields"]
for kind, view in views["views"].items():
    # The client stops at a field that it is not told about
    used = {node.get("name") for node in etree.fromstring(view["arch"]).xpath("//field[not(ancestor::field)]")}
    assert used <= known.keys(), (kind, used - known.keys())
    assert "positive_rate_percentage" not in view["arch"], kind
print("ALL WELL")
"""


def test_with_other_service_levels_and_ratings():
    with scratch.clone("beside_others") as database:
        scratch.run_odoo(database, "-i", "service_quality,helpdesk_mgmt_sla,helpdesk_mgmt_rating")
        script = _BOTH_MEASURE_THE_SAME_TICKET + _A_REQUEST_FOR_A_RATING_ANSWERS_NOBODY + _FORMS_OF_ALL_OPEN
        # A shell reads a block only when an empty line ends it
        assert "ALL WELL" in scratch.run_odoo(database, script=f"exec({script!r})\n")
