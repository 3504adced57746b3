from odoo import models
from odoo.exceptions import AccessError


class ServiceHandover(models.Model):
    """What the asked department, and the asker, can do with a request."""

    _inherit = "service.handover"

    def action_take(self):
        """I answer this."""
        self._check_may_answer()
        self.write({"user_id": self.env.uid})

    def action_answer(self):
        return self._ask_for("answer", self.env._("Answer"))

    def action_refuse(self):
        return self._ask_for("refuse", self.env._("Refuse"))

    def action_pass_on(self):
        return self._ask_for("pass", self.env._("Pass on"))

    def action_withdraw(self):
        """The question has settled itself: asked by who works on the case."""
        self.check_access("read")
        for handover in self:
            handover.sudo().ticket_id.with_env(self.env).check_access("write")
        self._withdraw()

    def action_view_ticket(self):
        self.ensure_one()
        return self.ticket_id._get_records_action()

    def _ask_for(self, kind, title):
        self.ensure_one()
        self._check_may_answer()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "service.handover.reply",
            "view_mode": "form",
            "target": "new",
            "context": {"default_handover_id": self.id, "default_kind": kind},
        }

    def _check_may_answer(self):
        self.check_access("read")
        for handover in self:
            if not handover._is_of(self.env.user):
                raise AccessError(
                    self.env._(
                        "“%(request)s” is answered by %(department)s.",
                        request=handover.name,
                        department=handover.sudo().department_id.name,
                    )
                )

    def _answer(self, text, attachments):
        """The department answers; the case and who asked get the answer, attachments included."""
        self._check_may_answer()
        self._end("answered", answer=text)
        for handover in self:
            line = self.env._("Answer of %(department)s to “%(subject)s”:", **handover._get_words())
            handover._write_on_case(f"{line} {text}", tell=True)
            handover._attach(attachments, handover.sudo().ticket_id)
            handover._attach(attachments, handover)

    def _refuse(self, reason):
        self._check_may_answer()
        self._end("refused", reason=reason)
        for handover in self:
            line = self.env._("%(department)s refused “%(subject)s”:", **handover._get_words())
            handover._write_on_case(f"{line} {reason}", tell=True)

    def _pass_on(self, department, note, deadline, user=None):
        """Another department is asked the same; it sees where the question came from."""
        self.ensure_one()
        self._check_may_answer()
        self._end("passed", reason=note)
        old = self.sudo()
        new = old.create(
            {
                "ticket_id": old.ticket_id.id,
                "name": old.name,
                "question": f"{old.question}\n\n{note}" if note else old.question,
                "shared": old.shared,
                "department_id": department.id,
                "user_id": user.id if user else False,
                "asked_by_id": old.asked_by_id.id,
                "deadline": deadline,
                "source_id": old.id,
            }
        )
        files = self.env["ir.attachment"].sudo().search([("res_model", "=", self._name), ("res_id", "=", self.id)])
        new._attach(files, new)
        return new

    def _withdraw(self):
        waiting = self.filtered(lambda handover: handover.state == "open")
        waiting._end("withdrawn")
        for handover in waiting:
            handover.message_post(body=self.env._("The question has settled itself."), subtype_xmlid="mail.mt_note")

    def _get_words(self):
        handover = self.sudo()
        return {"department": handover.department_id.name, "subject": handover.name}

    def _attach(self, attachments, record):
        """Copies of files, that who may read the record may read."""
        for attachment in attachments.sudo():
            attachment.copy({"res_model": record._name, "res_id": record.id, "access_token": False})
