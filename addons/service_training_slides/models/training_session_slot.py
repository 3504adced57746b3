from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TrainingSessionSlot(models.Model):
    """A slot may be a span of time in which a module is learnt online, by everybody at own times."""

    _inherit = "training.session.slot"

    online_module_id = fields.Many2one(
        "training.course.module",
        domain="[('course_id', '=', course_id), ('slide_channel_id', '!=', False)]",
        ondelete="restrict",
        index="btree_not_null",
        help="Its online course is open to the participants. What they complete until the end of the slot counts as"
        " attended.",
    )

    _online_uniq = models.UniqueIndex(
        "(session_id, online_module_id) WHERE online_module_id IS NOT NULL", "A module is learnt online once a session."
    )

    @api.depends("online_module_id")
    def _compute_hours(self):
        online = self.filtered("online_module_id")
        for slot in online:
            slot.hours = slot.online_module_id._get_online_hours()
        return super(TrainingSessionSlot, self - online)._compute_hours()

    @api.depends("online_module_id", "stop")
    def _compute_display_name(self):
        online = self.filtered("online_module_id")
        for slot in online:
            until = fields.Datetime.context_timestamp(slot, slot.stop) if slot.stop else None
            slot.display_name = self.env._(
                "%(module)s · online until %(date)s",
                module=slot.online_module_id.name,
                date=until.strftime("%Y-%m-%d %H:%M") if until else "",
            )
        return super(TrainingSessionSlot, self - online)._compute_display_name()

    @api.onchange("online_module_id")
    def _onchange_online_module_id(self):
        if self.online_module_id:
            self.kind, self.project_id = "lecture", False

    @api.constrains("online_module_id", "kind", "project_id", "hours", "session_id")
    def _check_online(self):
        for slot in self.filtered("online_module_id"):
            module = slot.online_module_id
            if module.course_id != slot.session_id.course_id or not module.slide_channel_id:
                raise ValidationError(
                    self.env._("%(module)s is no online module of the session's course.", module=module.name)
                )
            if slot.kind != "lecture" or slot.project_id:
                raise ValidationError(self.env._("Only a module's lectures are learnt online, all projects together."))
            if round(slot.hours, 2) > round(module._get_lecture_hours(), 2):
                raise ValidationError(
                    self.env._(
                        "The curriculum has %(hours)s class-hours of lectures for %(module)s: no more can be learnt"
                        " online.",
                        hours=module._get_lecture_hours(),
                        module=module.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        slots = super().create(vals_list)
        slots.filtered("online_module_id").session_id.enrollment_ids._sync_online()
        return slots

    def write(self, vals):
        result = super().write(vals)
        if "online_module_id" in vals:
            self.session_id.enrollment_ids._sync_online()
        return result

    def _filter_held(self):
        return super()._filter_held().filtered(lambda slot: not slot.sudo().online_module_id)
