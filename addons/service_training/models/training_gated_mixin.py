from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_OVERRIDE = "service_quality.service_quality_group_leader"


class TrainingGatedMixin(models.AbstractModel):
    """Work that may need qualified people.

    Pickers offer holders first, or alone, by the rule. A person assigning
    somebody unqualified is refused or warned by the rule's mode; a leader may
    override with a reason, when the work is created as well, if the rule allows
    exceptions. Programmes (mail gateway, automatic assignment,
    scheduled actions) are never stopped: a new case loses an assignee whom a
    rule refuses, later assignments are logged.
    """

    _name = "training.gated.mixin"
    _description = "Work that Needs Qualification"

    # Name of the many2one to res.users that assigns the work
    _gate_user_field = "user_id"
    # The work cannot be without an assignee: persons are refused, programmes are logged
    _gate_required = False
    # The model whose rules count, if it is not this one
    _gate_subject = None

    needed_course_ids = fields.Many2many(
        "training.course", string="Certificates Needed", compute="_compute_gate", compute_sudo=True
    )
    gate_warning = fields.Char(string="Qualification Missing", compute="_compute_gate", compute_sudo=True)
    gate_holders_only = fields.Boolean(
        compute="_compute_gate", compute_sudo=True, help="Pickers offer nobody who lacks a certificate."
    )
    qualified_user_ids = fields.Many2many(
        "res.users", string="Qualified Users", compute="_compute_gate", compute_sudo=True
    )

    gate_reason = fields.Char(
        string="Assign Anyway Because", store=False, groups=_OVERRIDE, help="It is logged with your name."
    )

    @api.depends(lambda self: (self._gate_user_field,) if self._gate_user_field in self._fields else ())
    def _compute_gate(self):
        matches = self._get_gate_rules()
        rules = self.env["training.gate.rule"].union(*matches.values())
        certificates = self.env["training.certificate"]
        holders = certificates._get_holders(rules.course_ids) if rules else {}
        # Customers' technicians hold certificates too, but do none of our work
        users = self.env["res.users"].search(
            [("share", "=", False), ("partner_id", "in", [partner for partner, _root in holders])]
        )
        for record in self:
            courses = matches[record].course_ids
            record.needed_course_ids = courses
            record.gate_holders_only = "only" in matches[record].mapped("offer")
            record.qualified_user_ids = users.filtered(
                lambda user, courses=courses: not _missing(user, courses, holders)
            )
            assignee = record[self._gate_user_field]
            missing = _missing(assignee, courses, holders) if assignee else courses.browse()
            record.gate_warning = missing._describe_missing(assignee) if missing else False

    @api.model_create_multi
    def create(self, vals_list):
        reasons = [vals.get("gate_reason") or False for vals in vals_list]
        open_fields = [{name: vals[name] for name in vals if name != "gate_reason"} for vals in vals_list]
        records = super().create(open_fields)
        by_reason = {}
        for record, reason in zip(records, reasons, strict=True):
            by_reason[reason] = by_reason.get(reason, self.browse()) | record
        for reason, some in by_reason.items():
            (some.with_context(training_gate_reason=reason) if reason else some)._gate(new=True)
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

    def _assign_anyway(self, user, reason):
        """Assign somebody for a reason that is logged."""
        self.with_context(training_gate_reason=reason).write({self._gate_user_field: user.id})

    def _get_gate_candidates(self):
        """Whom *Assign Anyway* offers; empty: anybody."""
        return self.env["res.users"]

    def _get_gate_rules(self):
        """The rules that hold for each record: ``{record: rules}``."""
        return self.env["training.gate.rule"]._match(self)

    def _gate(self, new=False, users=None, late=False):
        """Refuse, warn about or log assignees who are not qualified.

        :param new: the records have just been made
        :param users: ``{record: user}`` to judge, the present assignees if none
        :param late: the work has changed, not who does it: nothing is refused, and told once
        """
        rules = self.env["training.gate.rule"]
        if not rules._get_rule_ids(self._gate_subject or self._name):
            return
        users = users or {record: record[self._gate_user_field] for record in self.sudo()}
        assigned = self.sudo().filtered(lambda record: users[record])
        if not assigned:
            return
        matches = assigned._get_gate_rules()
        needed = rules.sudo().union(*matches.values()).course_ids
        holders = self.env["training.certificate"]._get_holders(needed) if needed else {}
        reason, elevated = self._get_override_reason(), self.env.su
        for record in assigned:
            user = users[record]
            broken = matches[record].filtered(lambda rule, user=user: _missing(user, rule.course_ids, holders))
            if broken:
                missing = _missing(user, broken.course_ids, holders)
                if reason and (strict := broken._get_without_exception()):
                    raise UserError(strict._explain_no_exception(user, missing))
                action = "overridden" if reason else record._judge_unqualified(broken, new)
                if action == "refused" and (elevated or late):
                    action = "warned"
                elif action == "refused":
                    raise UserError(record._explain_gate(user, missing))
                log = self.env["training.gate.log"].sudo()
                if late and log._is_known(record, user, missing):
                    continue
                log._write_down(record, user, broken, missing, action, reason)
                if late:
                    record._tell_late_gate(user, missing)

    def _judge_unqualified(self, rules, new):
        """What the rules say about an unqualified assignee: ``warned``, ``removed`` or ``refused``."""
        if "block" not in rules.mapped("mode"):
            return "warned"
        if new and not self._gate_required:
            self.write({self._gate_user_field: False})
            return "removed"
        return "refused"

    def _explain_gate(self, user, missing):
        return self.env._(
            "%(user)s does not hold %(courses)s, which this work needs. Choose somebody qualified; a team"
            " leader can use Assign Anyway and give the reason.",
            user=user.name,
            courses=", ".join(missing.mapped("name")),
        )

    def _tell_late_gate(self, user, missing):
        """Whom it concerns that the work now needs more than its assignee has."""

    def _get_override_reason(self):
        """The reason given in the wizard; over the network anybody can put one into the context."""
        reason = self.env.context.get("training_gate_reason")
        if reason and not self.env.user.has_group(_OVERRIDE):
            raise AccessError(self.env._("Team leaders assign unqualified people."))
        return reason


def _missing(user, courses, holders):
    return courses.filtered(lambda course: (user.partner_id.id, course.root_id.id) not in holders)
