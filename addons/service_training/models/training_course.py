from odoo import Command, api, fields, models
from odoo.addons.service_quality.models.service_standard_target import METRICS
from odoo.exceptions import UserError, ValidationError


class TrainingCourse(models.Model):
    """A course in one version of its curriculum.

    Its versions share the first of them as ``root_id``: prerequisites,
    qualifications and certificates name that one, so that they hold for every
    version. A version in force is not edited any more: its successor is, and
    each participant is judged by the version of the own session.
    """

    _name = "training.course"
    _description = "Training Course"
    _inherit = ["service.version.mixin", "mail.thread"]
    _order = "sequence, name, version desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(copy=False, help="Short name that imports and certificate numbers use. All versions share it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: the course is for every company.")
    kind = fields.Selection(
        [
            ("course", "Course"),
            ("programme", "Programme"),
            ("periodic", "Periodic training"),
            ("new_hire", "New-hire training"),
            ("delta", "Update course"),
        ],
        required=True,
        default="course",
    )
    goal = fields.Text(translate=True, help="What participants can do afterwards.")
    audience = fields.Char(translate=True, help="For whom the course is.")
    job_ids = fields.Many2many("hr.job", string="Posts", help="People in these posts need this course.")
    # Version
    previous_id = fields.Many2one(
        "training.course", string="Previous Version", readonly=True, copy=False, index="btree_not_null"
    )
    root_id = fields.Many2one(
        "training.course", string="First Version", compute="_compute_root_id", store=True, recursive=True, index=True
    )
    valid_from = fields.Date(readonly=True, copy=False)
    # Curriculum
    module_ids = fields.One2many("training.course.module", "course_id", string="Modules", copy=True)
    class_hour_minutes = fields.Integer(string="Minutes per Class-Hour", required=True, default=45)
    lecture_hours = fields.Float(compute="_compute_hours", store=True, help="Class-hours of lectures.")
    practice_hours = fields.Float(compute="_compute_hours", store=True, help="Class-hours of practice.")
    total_hours = fields.Float(compute="_compute_hours", store=True)
    trainer_requirement = fields.Char(translate=True, help="Qualification that the trainer needs.")
    trainer_course_ids = fields.Many2many(
        "training.course",
        "training_course_trainer_rel",
        "course_id",
        "needed_id",
        string="Trainer's Certificates",
        domain="[('previous_id', '=', False)]",
        help="The trainer must hold a valid certificate of each of these courses.",
    )
    prerequisite_ids = fields.Many2many(
        "training.course",
        "training_course_prerequisite_rel",
        "course_id",
        "needed_id",
        string="Prerequisites",
        domain="[('previous_id', '=', False), ('id', '!=', root_id)]",
        help="Participants must hold a valid certificate of each of these courses.",
    )
    # What it takes to pass
    min_lecture_percent = fields.Float(string="Minimum of Lectures", default=80.0)
    min_practice_percent = fields.Float(string="Minimum of Practice", default=80.0)
    exam_id = fields.Many2one(
        "survey.survey", string="Final Exam", domain=[("scoring_type", "!=", "no_scoring")], ondelete="restrict"
    )
    exam_attempts = fields.Integer(default=2, help="Attempts at each exam, resits included. 0: any number.")
    drill_sheet_id = fields.Many2one("training.drill.sheet", string="Drill", ondelete="restrict")
    drill_assessors = fields.Integer(string="Assessors", default=1)
    honours_percent = fields.Float(
        string="Honours From",
        default=95.0,
        help="Who passes at the first attempt with this mean score of final exam and drill gets honours. 0: nobody.",
    )
    # What it gives
    validity_months = fields.Integer(string="Validity", help="Months that the certificate holds. 0: for ever.")
    reminder_days = fields.Integer(default=60, help="Days before the end at which holder and officer are reminded.")
    skill_ids = fields.One2many("training.course.skill", "course_id", string="Skills Granted", copy=True)
    # Old certificates
    update_required = fields.Boolean(
        help="Holders of certificates of earlier versions have to update them once this version is in force."
    )
    update_days = fields.Integer(
        string="Days to Update", default=90, help="Afterwards the earlier certificates do not qualify any more."
    )
    delta_of_id = fields.Many2one(
        "training.course",
        string="Updates Course",
        domain="[('previous_id', '=', False), ('id', '!=', root_id)]",
        index="btree_not_null",
        help="Who passes this short course and holds a certificate of that one gets a certificate of its newest"
        " version.",
    )
    effect_metric = fields.Selection(
        [("all", "All promises"), *METRICS],
        string="Indicator to Move",
        default="all",
        required=True,
        help="The share of these promises kept in time is compared before and after.",
    )
    session_count = fields.Integer(compute="_compute_session_count")

    _percent = models.Constraint(
        "CHECK(min_lecture_percent BETWEEN 0 AND 100 AND min_practice_percent BETWEEN 0 AND 100"
        " AND honours_percent BETWEEN 0 AND 100)",
        "A percentage lies between 0 and 100.",
    )
    _counts = models.Constraint(
        "CHECK(exam_attempts >= 0 AND validity_months >= 0 AND update_days >= 0 AND reminder_days >= 0)",
        "Attempts, months and days are not negative.",
    )
    _assessors = models.Constraint("CHECK(drill_assessors BETWEEN 1 AND 9)", "A drill needs one to nine assessors.")
    _minutes = models.Constraint("CHECK(class_hour_minutes BETWEEN 1 AND 240)", "A class-hour has 1 to 240 minutes.")
    _one_in_force = models.UniqueIndex(
        "(root_id) WHERE state = 'in_force'", "One version of a course is in force at a time."
    )

    # What may change on a version that participants are already judged by
    _OPEN_FIELDS = frozenset(
        {
            "active",
            "sequence",
            "job_ids",
            "reminder_days",
            "root_id",
            "message_follower_ids",
            "code",
            "effect_metric",
            "ask_reaction",
            "test_id",
            "point_currency_id",
            "point_value",
            "benefit_basis",
        }
    )

    @api.depends("previous_id.root_id")
    def _compute_root_id(self):
        for course in self:
            course.root_id = course.previous_id.root_id or course._origin

    @api.depends("module_ids.project_ids.lecture_hours", "module_ids.project_ids.practice_hours")
    def _compute_hours(self):
        for course in self:
            projects = course.module_ids.project_ids
            course.lecture_hours = sum(projects.mapped("lecture_hours"))
            course.practice_hours = sum(projects.mapped("practice_hours"))
            course.total_hours = course.lecture_hours + course.practice_hours

    def _compute_session_count(self):
        counts = dict(
            self.env["training.session"]._read_group([("course_id", "in", self.ids)], ["course_id"], ["__count"])
        )
        for course in self:
            course.session_count = counts.get(course, 0)

    @api.constrains("prerequisite_ids", "delta_of_id")
    def _check_prerequisites(self):
        for course in self:
            # Followed by lineage: a later version must not close the circle either
            seen, ahead = self.browse(), course.prerequisite_ids.root_id
            while ahead:
                if course.root_id in ahead:
                    raise ValidationError(
                        self.env._("%(course)s would be its own prerequisite.", course=course.display_name)
                    )
                seen |= ahead
                ahead = self.search([("root_id", "in", ahead.ids)]).prerequisite_ids.root_id - seen
            if course.delta_of_id.root_id and course.delta_of_id.root_id == course.root_id:
                raise ValidationError(self.env._("%(course)s cannot update itself.", course=course.display_name))

    @api.constrains("code", "root_id", "company_id")
    def _check_code(self):
        for course in self.filtered("code"):
            same = [("code", "=", course.code), ("root_id", "!=", course.root_id.id)]
            if course.company_id:
                same.append(("company_id", "in", [False, course.company_id.id]))
            if self.with_context(active_test=False).search_count(same, limit=1):
                raise ValidationError(self.env._("Another course has the code %(code)s.", code=course.code))

    # Actions

    def action_put_in_force(self):
        """From today new sessions follow this version; the one before is retired."""
        self.check_access("write")
        for course in self.filtered(lambda c: c.state == "draft"):
            if not course.total_hours:
                raise UserError(
                    self.env._("%(course)s has no hours yet: add modules and projects.", course=course.display_name)
                )
            before = self.search([("root_id", "=", course.root_id.id), ("state", "=", "in_force")])
            before.sudo().write({"state": "retired"})
            # One in force a time: the database looks at each statement
            before.flush_recordset(["state"])
            course.sudo().write({"state": "in_force", "valid_from": fields.Date.context_today(course)})
            if course.update_required:
                self.env["training.certificate"]._require_update(course)

    def action_retire(self):
        self.check_access("write")
        self.filtered(lambda c: c.state == "in_force").sudo().write({"state": "retired"})

    def _make_next_version(self, content):
        draft = super()._make_next_version(content)
        draft.code = content.code
        return draft

    def action_view_sessions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_training.training_session_action")
        context = {"default_course_id": self.id}
        return {**action, "domain": [("course_id", "=", self.id)], "context": context}

    def action_create_exam(self):
        """An exam with one page per project, each drawing its questions at random from its own bank."""
        self.ensure_one()
        self._check_open()
        if not self.exam_id:
            self.exam_id = self.env["survey.survey"].create(self._prepare_exam())
        return self.exam_id._get_records_action()

    # Business

    def _prepare_exam(self):
        pages = [
            Command.create(
                {
                    "title": project.name,
                    "is_page": True,
                    "question_type": False,
                    "random_questions_count": 5,
                    "sequence": index * 100,
                }
            )
            for index, project in enumerate(self.module_ids.project_ids)
        ]
        return {
            "title": self.env._("%(course)s: exam", course=self.name),
            "survey_type": "assessment",
            "access_mode": "token",
            "users_login_required": False,
            "scoring_type": "scoring_with_answers",
            "scoring_success_min": 80.0,
            "certification": True,
            "questions_layout": "page_per_section",
            "questions_selection": "random",
            "question_and_page_ids": pages,
        }

    def _get_exams(self):
        """Surveys to pass: the phase tests of the modules and the final exam."""
        self.ensure_one()
        return self.module_ids.exam_id | self.exam_id

    def _in_force(self):
        """The version in force of each course's lineage."""
        return self.search([("root_id", "in", self.root_id.ids), ("state", "=", "in_force")])

    def _describe_missing(self, user):
        courses = ", ".join(self.mapped("name"))
        return self.env._("%(user)s does not hold %(courses)s.", user=user.name, courses=courses)
