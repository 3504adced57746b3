from odoo import api, fields, models
from odoo.exceptions import ValidationError

ROLES = [
    ("self", "Self"),
    ("manager", "Superior"),
    ("peer", "Peers"),
    ("subordinate", "Subordinates"),
    ("customer", "Customers"),
]
# Whose single answers nobody may learn
ANONYMOUS = ("peer", "subordinate")


class ServiceAppraisalTemplate(models.Model):
    """What the people of a post are judged by.

    Score = Σ points × weight / Σ weights, over all items. An indicator's points
    are its score in the period; a rated item's are the weighted mean over the
    roles that answered (1 star is 0, 5 stars are 100). Whatever cannot be
    judged, an indicator without enough data or a role that did not answer, is
    left out and its weight shared out in proportion.

    Forms copy their lines from here when they are made: a later change of the
    template changes no form.
    """

    _name = "service.appraisal.template"
    _description = "Appraisal Template"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    job_ids = fields.Many2many("hr.job", string="Posts", check_company=True, help="Empty: every post without its own.")
    scale_id = fields.Many2one(
        "service.grade.scale", string="Grades", required=True, ondelete="restrict", check_company=True
    )
    section_ids = fields.One2many("service.appraisal.section", "template_id", string="Sections", copy=True)
    weight_total = fields.Float(compute="_compute_weight_total", digits=(6, 2))
    # Who rates, and how much it counts
    weight_self = fields.Integer(string="Self (%)", default=10)
    weight_manager = fields.Integer(string="Superior (%)", default=50)
    weight_peer = fields.Integer(string="Peers (%)", default=20)
    weight_subordinate = fields.Integer(string="Subordinates (%)", default=0)
    weight_customer = fields.Integer(string="Customers (%)", default=20)
    anonymous_min = fields.Integer(
        string="Minimum for Anonymity",
        default=3,
        required=True,
        help="Peers and subordinates are shown as a mean of at least this many answers; fewer are joined with each "
        "other, and left out if they are still too few.",
    )
    customer_min = fields.Integer(string="Minimum of Customer Ratings", default=5, required=True)
    # Ranking and distribution
    min_presence = fields.Integer(
        string="Minimum Presence (%)",
        default=50,
        help="Who was at work for less of the period's working days gets a score, but no rank.",
    )
    distribution = fields.Selection(
        [("none", "Free"), ("guide", "Guide: warns"), ("limit", "Limit: publishing needs it")],
        required=True,
        default="guide",
        help="Whether the shares of the grade scale are watched.",
    )
    pool_min = fields.Integer(
        string="Smallest Group",
        default=8,
        required=True,
        help="Departments with fewer people are looked at together with the department above them.",
    )

    _minimums = models.Constraint(
        "CHECK(anonymous_min >= 3 AND customer_min >= 1 AND pool_min >= 2)",
        "Anonymity takes at least three answers, a distribution at least two people.",
    )

    @api.depends("section_ids.weight")
    def _compute_weight_total(self):
        for template in self:
            template.weight_total = sum(template.section_ids.mapped("weight"))

    @api.constrains("section_ids", *(f"weight_{role}" for role, _label in ROLES))
    def _check_weights(self):
        for template in self:
            if template.section_ids and round(template.weight_total, 2) != 100:
                raise ValidationError(
                    self.env._("The weights of the sections add up to %s: make it 100.", f"{template.weight_total:g}")
                )
            weights = template._get_role_weights().values()
            if any(weight < 0 for weight in weights) or sum(weights) != 100:
                raise ValidationError(self.env._("The weights of the roles add up to %s: make it 100.", sum(weights)))

    def _get_role_weights(self):
        """``{role: weight}``."""
        self.ensure_one()
        return {role: self[f"weight_{role}"] for role, _label in ROLES}

    @api.model
    def _name_shipped_records(self, xml_id="service_kpi.service_appraisal_template_agent"):
        """Give the parts of a shipped template and its scale external ids, so that they are translated.

        They are made as parts of a whole, because their weights are checked as a whole. The last word of the template's
        own id, its post, stands in the ids of the parts.
        """
        template = self.env.ref(xml_id)
        module, _, name = xml_id.partition(".")
        post = name.rpartition("_")[2]
        named = [(f"service_kpi.service_grade_four_{grade.lower:g}", grade) for grade in template.scale_id.grade_ids]
        for number, section in enumerate(template.section_ids, start=1):
            named.append((f"{module}.service_appraisal_section_{post}_{number}", section))
            named += [
                (f"{module}.service_appraisal_item_{post}_{number}_{place}", item)
                for place, item in enumerate(section.item_ids, start=1)
            ]
        self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": name, "record": record, "noupdate": True} for name, record in named]
        )
