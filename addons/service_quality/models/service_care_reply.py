from odoo import api, fields, models


class ServiceCareRule(models.Model):
    _inherit = "service.care.rule"

    reply_team_id = fields.Many2one(
        "helpdesk.ticket.team",
        string="Replies to",
        check_company=True,
        domain=[("alias_name", "!=", False)],
        help="The team that gets a case when a customer answers the message. Empty: the first team with an e-mail "
        "address of its own, else the company's address.",
    )
    answered_share = fields.Float(string="Answered", compute="_compute_answered_share")

    @api.depends("sent_count")
    def _compute_answered_share(self):
        groups = self.env["service.care.message"]._read_group(
            [("rule_id", "in", self.ids), ("state", "=", "sent")], ["rule_id"], ["answered:avg"]
        )
        shares = dict(groups)
        for rule in self:
            rule.answered_share = shares.get(rule, 0)

    def _get_reply_to(self):
        """Where an answer becomes a case: no mail to a care message may bounce."""
        self.ensure_one()
        teams = self.env["helpdesk.ticket.team"].sudo()
        team = self.sudo().reply_team_id or teams.search(
            [("company_id", "in", (self.company_id.id, False)), ("alias_name", "!=", False)], limit=1
        )
        return (team.alias_domain_id and team.alias_email) or self.company_id.sudo().email_formatted


class ServiceCareMessage(models.Model):
    _inherit = "service.care.message"

    # The Message-Id of what was sent: the mail itself is deleted
    mail_reference = fields.Char(readonly=True, copy=False, index="btree_not_null", groups="base.group_system")
    answered = fields.Integer(
        readonly=True, aggregator="avg", help="The customer replied to the mail. Notes of absence do not count."
    )

    @api.model
    def _note_reply(self, references):
        """A mail arrived that names these Message-Ids as what it answers."""
        if references:
            self.search([("mail_reference", "in", references[-32:]), ("answered", "=", 0)]).answered = 1
