from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import Command, api, fields, models

_SPAN = timedelta(days=14)


class TrainingSession(models.Model):
    """Sessions in which modules are learnt online."""

    _inherit = "training.session"

    online_count = fields.Integer(
        string="Contents Completed",
        compute="_compute_online_count",
        groups="service_training.service_training_group_trainer",
    )
    has_online = fields.Boolean(compute="_compute_has_online", compute_sudo=True)
    offers_online = fields.Boolean(compute="_compute_offers_online", compute_sudo=True)

    def _compute_online_count(self):
        groups = self.env["training.online.completion"]._read_group(
            [("session_id", "in", self.ids)], ["session_id"], ["__count"]
        )
        counts = dict(groups)
        for session in self:
            session.online_count = counts.get(session, 0)

    def _compute_has_online(self):
        for session in self:
            session.has_online = bool(session.slot_ids.online_module_id)

    @api.depends("course_id")
    def _compute_offers_online(self):
        for session in self:
            session.offers_online = bool(session._get_online_modules())

    def action_view_online(self):
        """What the participants have completed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "service_training_slides.training_online_completion_action"
        )
        return {**action, "domain": [("session_id", "=", self.id)], "context": {"search_default_group_enrollment": 1}}

    def action_propose_slots(self):
        result = super().action_propose_slots()
        if modules := self._get_online_modules():
            zone = ZoneInfo(self.company_id.resource_calendar_id.tz or "UTC")
            begin = datetime.combine(self.start_date, time.min, zone).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
            # Who teaches a part in class builds on what was learnt before it ends
            end = max([begin + _SPAN, *self.slot_ids.mapped("stop")])
            self.slot_ids = [
                Command.create({"online_module_id": module.id, "kind": "lecture", "start": begin, "stop": end})
                for module in modules
            ]
        return result

    def _get_blocks(self):
        """What is learnt online takes no time of the trainer."""
        online = self._get_online_modules().project_ids
        blocks = super()._get_blocks()
        return [
            ((project, kind), hours)
            for (project, kind), hours in blocks
            if kind != "lecture" or project not in online.ids
        ]

    def _get_online_modules(self):
        return self.course_id.module_ids.filtered(lambda m: m.slide_channel_id and m._get_lecture_hours())

    def _get_online_channels(self):
        """The online courses that participants of the session go through."""
        return self.sudo().slot_ids.online_module_id.slide_channel_id
