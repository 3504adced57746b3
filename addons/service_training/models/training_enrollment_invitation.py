import base64

from odoo import Command, fields, models

from ..engine.invitation import calendar_file


class TrainingEnrollment(models.Model):
    """Invitations: a mail with every slot as a calendar entry."""

    _inherit = "training.enrollment"

    def _notify_invitation(self, method="REQUEST"):
        """Queue a mail with the dates for each participant with an address.

        :param method: ``REQUEST`` or ``CANCEL``
        """
        name = "mail_template_invitation" if method == "REQUEST" else "mail_template_cancellation"
        template = self.env.ref(f"service_training.{name}", raise_if_not_found=False)
        if not template or self.env.context.get("training_no_mail"):
            return
        for enrollment in self.filtered(lambda e: e.partner_id.email and e.session_id.slot_ids):
            attachment = self.env["ir.attachment"].create(
                {
                    "name": "training.ics",
                    "mimetype": f"text/calendar; method={method}",
                    "datas": base64.b64encode(enrollment._get_calendar_file(method).encode()),
                }
            )
            template.send_mail(enrollment.id, email_values={"attachment_ids": [Command.link(attachment.id)]})

    def _get_calendar_file(self, method="REQUEST"):
        """The text of an .ics file with the slots of the session."""
        self.ensure_one()
        session = self.session_id
        now = fields.Datetime.now()
        place = session.place_id.display_name or session.online_url or ""
        return calendar_file(
            [
                {
                    "uid": f"training-slot-{slot.id}-{self.partner_id.id}@{self.env.cr.dbname}",
                    # Later mails take precedence over earlier ones
                    "sequence": int(now.timestamp()) % 2**31,
                    "start": slot.start,
                    "stop": slot.stop,
                    "stamp": now,
                    "title": " · ".join(filter(None, [session.name, slot.project_id.name])),
                    "place": place,
                    "organizer": session.trainer_id.work_email or session.company_id.email,
                    "attendee": self.partner_id.email,
                }
                for slot in session.slot_ids
            ],
            method,
        )
