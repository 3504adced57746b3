from odoo import api, fields, models
from odoo.addons.service_training.models.training_turn import take_turn
from odoo.exceptions import UserError


class TrainingEnrollment(models.Model):
    """Contents completed online become attended hours, once."""

    _inherit = "training.enrollment"

    online_completion_ids = fields.One2many(
        "training.online.completion", "enrollment_id", string="Contents Completed Online"
    )
    has_online = fields.Boolean(related="session_id.has_online")
    may_open_online = fields.Boolean(
        compute="_compute_may_open_online", help="It is one's own training, and its online course is open."
    )

    @api.depends("state", "result")
    @api.depends_context("uid")
    def _compute_may_open_online(self):
        for enrollment in self:
            seated = enrollment.state == "enrolled" and enrollment.result == "pending"
            enrollment.may_open_online = seated and enrollment.has_online and enrollment._is_of(self.env.user)

    def action_open_online(self):
        """To the online course of the session, or to the participant's list of them."""
        self.ensure_one()
        if not self._is_of(self.env.user):
            raise UserError(self.env._("Participants go through the online course under their own login."))
        channels = self.sudo().session_id._get_online_channels()
        url = channels.website_url if len(channels) == 1 else "/slides"
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    @api.model
    def _record_online(self, slides):
        """The current user has just completed contents: credit them wherever they belong to an open training."""
        user = self.env.user
        enrollments = self.sudo().search(
            [
                "|",
                ("partner_id", "=", user.partner_id.id),
                ("employee_id.user_id", "=", user.id),
                ("online_channel_ids", "in", slides.channel_id.ids),
                ("state", "=", "enrolled"),
                ("result", "=", "pending"),
                ("session_id.state", "in", ("open", "running")),
            ]
        )
        for enrollment in enrollments:
            enrollment._take_over_online(slides)

    def _take_over_online(self, slides, is_earlier=False):
        """Write down contents that the participant completed, and credit the hours of their slots.

        What is completed after the end of a slot does not count, nor what the person who writes the contents completes.

        :param slides: ``slide.slide`` records, of any online course
        """
        self.ensure_one()
        now = fields.Datetime.now()
        slots = self.session_id.slot_ids.filtered(
            lambda slot: slot.online_module_id.slide_channel_id in slides.channel_id and now <= slot.stop
        )
        slots = slots.filtered(lambda slot: not self._edits(slot.online_module_id.slide_channel_id))
        known = self._get_chain().online_completion_ids.slide_id
        values = []
        for slot in slots:
            channel = slot.online_module_id.slide_channel_id
            fresh = (slides - known).filtered(lambda s, channel=channel: s.channel_id == channel and s.is_published)
            values += [self._prepare_completion(slot.online_module_id, slide, is_earlier) for slide in fresh]
        if values:
            # Contents completed in two windows at once: the later transaction fails, and counts both when repeated
            take_turn(self)
            self.env["training.online.completion"].create(values)
        for slot in slots:
            self.env["training.attendance"]._record_online(self, slot, self._get_online_credit(slot))

    def _prepare_completion(self, module, slide, is_earlier):
        return {
            "enrollment_id": self.id,
            "module_id": module.id,
            "slide_id": slide.id,
            "name": slide.name,
            "hours": slide.completion_time * 60 / self.course_id.class_hour_minutes,
            "has_quiz": bool(slide.question_ids),
            "is_earlier": is_earlier,
        }

    def _edits(self, channel):
        """Whether the participant writes the contents, and so the durations and the quizzes, of an online course."""
        users = self._get_online_partner().user_ids
        return any(channel.with_user(user).has_access("write") for user in users)

    def _get_online_credit(self, slot):
        """Class-hours that are proven for the module of a slot, at most those of the slot."""
        module = slot.online_module_id
        done = self._get_chain().online_completion_ids.filtered(lambda row: row.module_id == module)
        if module.online_proof == "quiz":
            quizzes = module._get_quizzes()
            if not quizzes or quizzes - done.slide_id:
                return 0.0
        return min(slot.hours, round(sum(done.mapped("hours")), 2))

    # The result

    def _sum_hours(self, per_slot):
        """Hours learnt online fill up what is missing of the module's lectures, and count once however often learnt."""
        online, held = {}, {}
        for slot, hours in per_slot.items():
            if module := slot.online_module_id:
                online[module] = max(hours, online.get(module, 0.0))
            else:
                held[slot] = hours
        total = super()._sum_hours(held)
        if online:
            in_class = total["lecture"]
            for module, hours in online.items():
                own = {slot: h for slot, h in held.items() if slot.project_id in module.project_ids}
                missing = module._get_lecture_hours() - super()._sum_hours(own)["lecture"]
                total["lecture"] += max(0.0, min(hours, missing))
            total["lecture"] = max(in_class, min(total["lecture"], self.course_id.lecture_hours))
        return total

    def _get_hours_to_come(self, kind):
        """A slot online is open until its end: what is not learnt yet may still be."""
        now = fields.Datetime.now()
        begun = self.attendance_ids.filtered(
            lambda row: (
                row.source == "online" and row.state == "present" and row.kind == kind and now <= row.slot_id.stop
            )
        )
        return super()._get_hours_to_come(kind) + sum(row.slot_id.hours - row.hours for row in begun)
