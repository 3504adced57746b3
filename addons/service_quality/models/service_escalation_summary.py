from odoo import models
from odoo.tools import format_datetime


class ServiceEscalation(models.Model):
    _inherit = "service.escalation"

    def _summarise(self):
        """Level, who was told and what became of it, in one line for the case."""
        self.ensure_one()
        values = {"number": self.number, "level": self.level_id.name, "people": self.told_summary or "–"}
        if self.state == "acknowledged" and self.promised_at:
            moment = format_datetime(self.env, self.promised_at, tz=self.env.user.tz, dt_format="short")
            return self.env._(
                "Level %(number)s, %(level)s: acknowledged by %(person)s, who promises a solution by %(moment)s",
                person=self.acknowledged_by_id.name,
                moment=moment,
                **values,
            )
        if self.state == "acknowledged":
            return self.env._(
                "Level %(number)s, %(level)s: acknowledged by %(person)s",
                person=self.acknowledged_by_id.name,
                **values,
            )
        if self.state == "unanswered":
            return self.env._("Level %(number)s, %(level)s: %(people)s did not acknowledge", **values)
        return self.env._("Level %(number)s, %(level)s: %(people)s told", **values)
