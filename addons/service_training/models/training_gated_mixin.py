from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_OVERRIDE = "service_quality.service_quality_group_leader"


class TrainingGatedMixin(models.AbstractModel):
    """Work that may need qualified people.

    A person assigning somebody unqualified is refused or warned by the rule's
    mode; a leader may override with a reason. Programmes (mail gateway,
    automatic assignment, scheduled actions) are never stopped: a new case
    loses an assignee whom a rule refuses, later assignments are logged.
    """

    _name = "training.gated.mixin"
    _description = "Work that Needs Qualification"

    # Name of the many2one to res.users that assigns the work
    _gate_user_field = "user_id"

    needed_course_ids = fields.Many2many(
        "training.course", string="Certificates Needed", compute="_compute_gate", compute_sudo=True
    )
    gate_warning = fields.Char(compute="_compute_gate", compute_sudo=True)
    qualified_user_ids = fields.Many2many(
        "res.users", string="Qualified Users", compute="_compute_gate", compute_sudo=True
    )

    def _compute_gate(self):
        matches = self.env["training.gate.rule"]._match(self)
        rules = self.env["training.gate.rule"].union(*matches.values())
        certificates = self.env["training.certificate"]
        holders = certificates._get_holders(rules.course_ids) if rules else {}
        users = self.env["res.users"].search([("partner_id", "in", [partner for partner, _root in holders])])
        for record in self:
            courses = matches[record].course_ids
            record.needed_course_ids = courses
            record.qualified_user_ids = users.filtered(
                lambda user, courses=courses: not _missing(user, courses, holders)
            )
            assignee = record[self._gate_user_field]
            missing = _missing(assignee, courses, holders) if assignee else courses.browse()
            record.gate_warning = missing._describe_missing(assignee) if missing else False

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._gate(new=True)
        return records

    def write(self, vals):
        if not vals.get(self._gate_user_field):
            return super().write(vals)
        others = self.filtered(lambda record: record[self._gate_user_field].id != vals[self._gate_user_field])
        result = super().write(vals)
        others._gate()
        return result

    def action_assign_anyway(self):
        """Ask whom, and why."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_training.training_gate_override_action")
        return {**action, "context": {"default_subject": self._name, "default_record_id": self.id}}

    def _gate(self, new=False):
        """Refuse, warn about or log the present assignees who are not qualified."""
        assigned = self.sudo().filtered(self._gate_user_field)
        rules = self.env["training.gate.rule"]
        if not assigned or not rules._get_rule_ids(self._name):
            return
        matches = rules._match(assigned)
        needed = rules.sudo().union(*matches.values()).course_ids
        holders = self.env["training.certificate"]._get_holders(needed) if needed else {}
        reason = self._get_override_reason()
        for record in assigned:
            user = record[self._gate_user_field]
            broken = matches[record].filtered(lambda rule, user=user: _missing(user, rule.course_ids, holders))
            if broken:
                self._gate_one(record, user, broken, holders, reason, new)

    def _gate_one(self, record, user, rules, holders, reason, new):
        missing = _missing(user, rules.course_ids, holders)
        refused = "block" in rules.mapped("mode")
        names = ", ".join(missing.mapped("name"))
        action = "overridden" if reason else "warned"
        if refused and not reason:
            if new:
                action = "removed"
                record.write({self._gate_user_field: False})
            elif not self.env.su:
                raise UserError(
                    self.env._(
                        "%(user)s does not hold %(courses)s, which this work needs. Choose somebody qualified; a team"
                        " leader can use Assign Anyway and give the reason.",
                        user=user.name,
                        courses=names,
                    )
                )
        self.env["training.gate.log"].sudo().create(
            {
                "rule_ids": rules.ids,
                "subject": record._name,
                "record_id": record.id,
                "record_name": record.display_name,
                "user_id": user.id,
                "missing": names,
                "action": action,
                "reason": reason,
                "by_id": self.env.uid,
                "company_id": record.company_id.id,
            }
        )

    def _get_override_reason(self):
        """The reason given in the wizard; over the network anybody can put one into the context."""
        reason = self.env.context.get("training_gate_reason")
        if reason and not self.env.user.has_group(_OVERRIDE):
            raise AccessError(self.env._("Team leaders assign unqualified people."))
        return reason


def _missing(user, courses, holders):
    return courses.filtered(lambda course: (user.partner_id.id, course.root_id.id) not in holders)
