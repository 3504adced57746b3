from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceHonour(models.Model):
    """An honour certificate: given for a result, printed in both languages, praised in public once published."""

    _name = "service.honour"
    _description = "Honour Certificate"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(required=True, readonly=True, copy=False, default=lambda self: self._default_number())
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict", check_company=True)
    # Colleagues may not read employee files
    employee_name = fields.Char(related="employee_id.name", string="Honoured")
    user_id = fields.Many2one(related="employee_id.user_id", store=True, string="User")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    title = fields.Char(required=True, translate=True)
    citation = fields.Text(translate=True, help="What it is given for: a good example to follow.")
    date = fields.Date(required=True, default=fields.Date.context_today)
    appraisal_id = fields.Many2one("service.appraisal", readonly=True, index="btree_not_null", ondelete="restrict")
    period = fields.Char(readonly=True, help="The period of the result.")
    rule_id = fields.Many2one("service.consequence.rule", readonly=True, ondelete="restrict")
    badge_id = fields.Many2one("gamification.badge", ondelete="set null")
    published = fields.Boolean(readonly=True, tracking=True, copy=False)

    _rule_uniq = models.UniqueIndex(
        "(appraisal_id, rule_id) WHERE appraisal_id IS NOT NULL AND rule_id IS NOT NULL",
        "This honour has been given for the result already.",
    )

    def _default_number(self):
        return self.env["ir.sequence"].sudo().next_by_code("service.honour") or "/"

    def write(self, vals):
        if "published" in vals and not self.env.su:
            raise UserError(self.env._("Publish it with the button."))
        if self.filtered("published") and {"employee_id", "title", "date", "appraisal_id"} & vals.keys():
            raise UserError(self.env._("A published honour stays as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if self.filtered("published"):
            raise UserError(self.env._("A published honour stays as it is."))

    @api.model
    def _draw(self, rule, appraisals):
        """Honours from results, published at once where the rule says so."""
        known = self.search([("rule_id", "=", rule.id), ("appraisal_id", "in", appraisals.ids)]).appraisal_id
        honours = self.create(
            [
                {
                    "employee_id": form.employee_id.id,
                    "company_id": form.company_id.id,
                    "appraisal_id": form.id,
                    "period": form.cycle_id.name,
                    "rule_id": rule.id,
                    "title": rule.with_context(lang=None).name,
                    "badge_id": rule.badge_id.id,
                }
                for form in appraisals - known
            ]
        )
        for language, _name in self.env["res.lang"].get_installed():
            for honour in honours.with_context(lang=language):
                honour.title = rule.with_context(lang=language).name
        if rule.publish:
            honours._publish()
        return honours

    # Actions

    def action_publish(self):
        """Praise in public: every colleague may see it, the person gets the badge."""
        self.check_access("write")
        self.filtered(lambda honour: not honour.published).sudo()._publish()

    def _publish(self):
        self.write({"published": True})
        for honour in self:
            honour._grant_badge()
            honour._praise()

    def _grant_badge(self):
        user = self.employee_id.user_id
        if not self.badge_id or not user:
            return
        badge = self.env["gamification.badge.user"].create(
            {
                "user_id": user.id,
                "employee_id": self.employee_id.id,
                "sender_id": self.env.uid,
                "badge_id": self.badge_id.id,
                "comment": self.citation or self.title,
            }
        )
        badge._send_badge()

    def _praise(self):
        """A word in the channel of the whole company, where there is one."""
        channel = self.env.ref("mail.channel_all_employees", raise_if_not_found=False)
        if channel:
            text = self.env._(
                "%(title)s: %(name)s, %(period)s",
                title=self.title,
                name=self.employee_id.name,
                period=self.period or self.date,
            )
            body = " – ".join(filter(None, [text, self.citation]))
            channel.message_post(body=body, message_type="comment", subtype_xmlid="mail.mt_comment")

    def _get_print_languages(self):
        """The reader's language first, then English or Chinese where it is installed."""
        own = self.env.context.get("lang") or self.env.user.lang or "en_US"
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        return [own, *(code for code in ("en_US", "zh_CN") if code != own and code in installed)]
