from odoo import Command, api, fields, models


class TrainingEnrollment(models.Model):
    """Who has a seat is a member of the session's online courses; who gives it back is none any more."""

    _inherit = "training.enrollment"

    online_channel_ids = fields.Many2many(
        "slide.channel",
        "training_enrollment_online_rel",
        string="Online Courses Begun",
        readonly=True,
        copy=False,
        groups="base.group_system",
    )
    granted_channel_ids = fields.Many2many(
        "slide.channel",
        "training_enrollment_granted_rel",
        string="Online Courses Opened by It",
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Memberships that end with the enrolment.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        enrollments = super().create(vals_list)
        enrollments._sync_online()
        return enrollments

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._sync_online()
        return result

    def _sync_online(self):
        """Bring the memberships in line with the seats."""
        for session, enrollments in self.sudo().grouped("session_id").items():
            channels = session._get_online_channels()
            seated = enrollments.filtered(lambda e: e.state == "enrolled")
            (enrollments - seated)._leave_online()
            seated = seated.filtered(lambda e: e.result == "pending")
            if channels and seated:
                seated._join_online(channels)

    def _get_online_partner(self):
        """The contact that goes through online courses: the one of the login, if there is one by now."""
        return self.employee_id._get_training_partner() or self.partner_id

    def _join_online(self, channels):
        partners = {enrollment: enrollment._get_online_partner() for enrollment in self}
        added = channels._action_add_members(self.env["res.partner"].union(*partners.values()))
        given = {(membership.partner_id, membership.channel_id) for membership in added}
        for enrollment, partner in partners.items():
            granted = channels.filtered(lambda channel, partner=partner: (partner, channel) in given)
            fresh = channels - enrollment.online_channel_ids
            if granted or fresh:
                enrollment.write(
                    {
                        "granted_channel_ids": [Command.link(channel.id) for channel in granted],
                        "online_channel_ids": [Command.link(channel.id) for channel in fresh],
                    }
                )
            for module in enrollment.session_id.slot_ids.online_module_id:
                if module.slide_channel_id in fresh:
                    enrollment._begin_online(module, partner)

    def _begin_online(self, module, partner):
        """What was completed before is to be done again, or counts, as the module says."""
        rows = self.env["slide.slide.partner"].search(
            [("channel_id", "=", module.slide_channel_id.id), ("partner_id", "=", partner.id), ("completed", "=", True)]
        )
        if not rows:
            return
        if not module.online_restart:
            self._take_over_online(rows.slide_id, is_earlier=True)
        elif self.attempt == 1 and not self._find_sharing(partner, module.slide_channel_id):
            memberships = self.env["slide.channel.partner"].search(
                [("channel_id", "=", module.slide_channel_id.id), ("partner_id", "=", partner.id)]
            )
            # Core leaves memberships alone that are completed
            memberships.filtered(lambda m: m.member_status == "completed").member_status = "ongoing"
            rows.completed = False

    def _find_sharing(self, partner, channels):
        """Other enrolments with a seat by which somebody goes through the same online courses, open ones first."""
        others = self.search(
            [
                ("id", "not in", self.ids),
                ("state", "=", "enrolled"),
                ("online_channel_ids", "in", channels.ids),
                "|",
                ("partner_id", "=", partner.id),
                ("employee_id", "in", self.employee_id.ids),
            ]
        )
        return others.filtered(lambda e: e.result == "pending" and e.session_id.state in ("open", "running"))

    def _leave_online(self):
        """End the memberships that these enrolments gave, but for those that another one still needs."""
        for enrollment in self.filtered("online_channel_ids"):
            partner = enrollment._get_online_partner()
            for channel in enrollment.granted_channel_ids:
                if heir := enrollment._find_sharing(partner, channel)[:1]:
                    heir.granted_channel_ids = [Command.link(channel.id)]
                else:
                    channel._remove_membership(partner.ids)
            enrollment.write({"granted_channel_ids": [Command.clear()], "online_channel_ids": [Command.clear()]})
