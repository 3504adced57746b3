from odoo import api, fields, models, tools
from odoo.exceptions import UserError


class ServiceEscalationPolicy(models.Model):
    """A ladder: who is told, and what is done, when a promise comes to be in danger or something serious happens.

    Levels by time climb with the clocks whose promise names the policy.
    Levels by event hold for the cases that have such a clock, or for every
    case of the company.
    """

    _name = "service.escalation.policy"
    _description = "Escalation Policy"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: the policy holds in every company.")
    every_case = fields.Boolean(
        string="Events of Every Case",
        help="Levels by event hold for every case, and not only for those with a promise that names this policy.",
    )
    note = fields.Text(translate=True, help="What the policy is for.")
    level_ids = fields.One2many("service.escalation.level", "policy_id", string="Levels", copy=True)
    target_ids = fields.One2many("service.standard.target", "escalation_policy_id", string="Promises", readonly=True)
    target_count = fields.Integer(compute="_compute_target_count")
    escalation_count = fields.Integer(compute="_compute_escalation_count")
    warning = fields.Text(compute="_compute_warning", help="What keeps this policy from working.")
    redate = fields.Boolean(readonly=True, copy=False, help="Its open clocks are to be dated anew.")

    @api.depends("target_ids")
    def _compute_target_count(self):
        for policy in self:
            policy.target_count = len(policy.target_ids)

    def _compute_escalation_count(self):
        counts = dict(
            self.env["service.escalation"]._read_group([("policy_id", "in", self.ids)], ["policy_id"], ["__count"])
        )
        for policy in self:
            policy.escalation_count = counts.get(policy, 0)

    @api.depends("level_ids.recipient_ids", "level_ids.trigger", "target_ids", "every_case")
    def _compute_warning(self):
        for policy in self:
            policy.warning = "\n".join(policy._get_warnings())

    def _get_warnings(self):
        self.ensure_one()
        levels = self.level_ids
        if not levels:
            return [self.env._("There is no level yet, so nobody is told.")]
        warnings = [
            self.env._("Level “%(level)s” tells nobody and does nothing.", level=level.name)
            for level in levels
            if not level.recipient_ids and not level.action_ids
        ]
        if not self.target_ids and not self.every_case:
            warnings.append(self.env._("No promise names this policy: choose it in a service standard."))
        if not levels[0]._is_timed() and levels[0].trigger == "climb":
            warnings.append(self.env._("Nothing leads to the first level: there is no level below it."))
        return warnings

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies._date_anew()
        return policies

    def write(self, vals):
        res = super().write(vals)
        if {"active", "every_case", "company_id"} & vals.keys():
            self._date_anew()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.filtered(lambda policy: policy.escalation_count or policy.target_ids):
            raise UserError(
                self.env._(
                    "%(policy)s was used: archive it, so that who was told what stays readable.", policy=used[0].name
                )
            )

    def _date_anew(self):
        """Open clocks follow the levels as they are now, within a minute or so."""
        self.env.registry.clear_cache()
        if used := self.filtered("target_ids"):
            used.write({"redate": True})
            self.env.ref("service_quality.ir_cron_climb")._trigger()

    # Actions

    def action_view_escalations(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_escalation_action")
        return {**action, "domain": [("policy_id", "=", self.id)], "context": {}}

    def action_dry_run(self):
        """Try the policy on the cases of the last weeks."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dry Run"),
            "res_model": "service.escalation.dry.run",
            "view_mode": "form",
            "target": "new",
            "context": {"default_policy_id": self.id},
        }

    # Ladders

    def _get_rungs(self):
        """The levels as the engine climbs them."""
        self.ensure_one()
        return [level._get_rung(position) for position, level in enumerate(self.level_ids.sorted(), start=1)]

    @api.model
    @tools.ormcache()
    def _get_ladders(self):
        """``{target id: (policy id, rungs)}`` of the promises that name a policy in use."""
        targets = self.env["service.standard.target"].sudo().search([("escalation_policy_id.active", "=", True)])
        rungs = {policy: tuple(policy._get_rungs()) for policy in targets.escalation_policy_id}
        return {
            target.id: (target.escalation_policy_id.id, rungs[target.escalation_policy_id])
            for target in targets
            if rungs[target.escalation_policy_id]
        }

    @api.model
    @tools.ormcache()
    def _get_event_levels(self):
        """``{trigger: ((level id, policy id, company id, every case), …)}`` of the policies in use."""
        levels = self.env["service.escalation.level"].sudo().search([("policy_id.active", "=", True)])
        found = {}
        for level in levels.filtered(lambda level: not level._is_timed() and level.trigger != "climb"):
            policy = level.policy_id
            found.setdefault(level.trigger, []).append((level.id, policy.id, policy.company_id.id, policy.every_case))
        return {trigger: tuple(rows) for trigger, rows in found.items()}
