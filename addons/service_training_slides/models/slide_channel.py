from odoo import fields, models

_STAFF = "service_training.service_training_group_trainer"


class SlideChannel(models.Model):
    """Online courses that belong to trainings."""

    _inherit = "slide.channel"

    training_module_ids = fields.One2many(
        "training.course.module", "slide_channel_id", string="Training Modules", groups=_STAFF
    )
    training_session_count = fields.Integer(
        string="Training Sessions", compute="_compute_training_session_count", groups=_STAFF
    )

    def _compute_training_session_count(self):
        slots = self.env["training.session.slot"].search([("online_module_id.slide_channel_id", "in", self.ids)])
        by_channel = slots.grouped(lambda slot: slot.online_module_id.slide_channel_id)
        for channel in self:
            channel.training_session_count = len(by_channel.get(channel, slots.browse()).session_id)

    def action_view_trainings(self):
        """The sessions in which this online course is learnt."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_training.training_session_action")
        domain = [("slot_ids.online_module_id.slide_channel_id", "=", self.id)]
        return {**action, "domain": domain, "context": {}}

    def _open_for_training(self):
        """One online course as its participants see it, or a list."""
        if len(self) == 1:
            return {"type": "ir.actions.act_url", "url": self.website_url, "target": "new"}
        action = self.env["ir.actions.act_window"]._for_xml_id("service_training_slides.slide_channel_training_action")
        return {**action, "domain": [("id", "in", self.ids)]}

    def action_open_website(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.website_url, "target": "new"}
