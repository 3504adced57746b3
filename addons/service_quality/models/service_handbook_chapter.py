from odoo import models


class ServiceHandbook(models.Model):
    """What the handbook is made of: chapters as plain words, which other addons add to."""

    _inherit = "service.handbook"

    def _get_chapters(self):
        """``[{"title", "intro", "sections": [{"title", "text", "columns", "rows"}, …]}, …]``, all of them words."""
        self.ensure_one()
        domain = [("company_id", "in", (False, self.company_id.id))]
        chapters = [
            self._get_standard_chapter(domain),
            self._get_process_chapter(domain),
            self._get_policy_chapter(domain),
            self._get_plan_chapter(domain),
        ]
        return [chapter for chapter in chapters if chapter and chapter["sections"]]

    def _get_standard_chapter(self, domain):
        in_force = [*domain, ("state", "=", "in_force")]
        standards = self.env["service.standard"].sudo().search(in_force, order="sequence, id")
        metrics = dict(self.env["service.standard.target"]._fields["metric"]._description_selection(self.env))
        return {
            "title": self.env._("What we promise"),
            "intro": self.env._("Every promise is a clock on the case. The most specific standard holds."),
            "sections": [
                {
                    "title": standard.display_name,
                    "text": "\n".join(filter(None, [standard.summary, standard.scope_summary])),
                    "columns": [self.env._("Promise"), self.env._("Terms")],
                    "rows": [[metrics[target.metric], target._get_terms_words()] for target in standard.target_ids],
                }
                for standard in standards
            ],
        }

    def _get_process_chapter(self, domain):
        in_force = [*domain, ("state", "=", "in_force")]
        processes = self.env["service.process"].sudo().search(in_force, order="sequence, id")
        steps = self.env["service.process.step"]
        roles = dict(steps._fields["role"]._description_selection(self.env))
        evidence = dict(steps._fields["evidence"]._description_selection(self.env))
        return {
            "title": self.env._("How we work"),
            "intro": self.env._("A step that is left out needs a reason."),
            "sections": [
                {
                    "title": process.display_name,
                    "text": process.purpose or "",
                    "columns": [
                        self.env._("Step"),
                        self.env._("Who"),
                        self.env._("How"),
                        self.env._("Checks and evidence"),
                        self.env._("Minutes"),
                    ],
                    "rows": [
                        [
                            f"{place}. {step.name}",
                            roles[step.role],
                            step.instruction or "",
                            " · ".join(
                                [*step.check_ids.mapped("name")]
                                + ([evidence[step.evidence]] if step.evidence != "none" else [])
                            ),
                            step.standard_minutes or "",
                        ]
                        for place, step in enumerate(process.step_ids, start=1)
                    ],
                }
                for process in processes
            ],
        }

    def _get_policy_chapter(self, domain):
        policies = self.env["service.escalation.policy"].sudo().search(domain, order="sequence, id")
        return {
            "title": self.env._("When it takes too long"),
            "intro": self.env._("Who is told, acknowledges: then the ladder waits."),
            "sections": [
                {
                    "title": policy.name,
                    "text": policy.note or "",
                    "columns": [
                        self.env._("Level"),
                        self.env._("Reached When"),
                        self.env._("Tells"),
                        self.env._("Does"),
                    ],
                    "rows": [
                        [level.name, level.when, level.recipient_summary or "", level.action_summary or ""]
                        for level in policy.level_ids
                    ],
                }
                for policy in policies
            ],
        }

    def _get_plan_chapter(self, domain):
        """Emergency plans, where they are installed: their principles and steps."""
        if "service.emergency.plan" not in self.env:
            return None
        plans = self.env["service.emergency.plan"].sudo().search(domain)
        return {
            "title": self.env._("In an emergency"),
            "intro": "",
            "sections": [
                {
                    "title": plan.display_name,
                    "text": plan.note or "",
                    "columns": [self.env._("Step")],
                    "rows": [[f"{place}. {step.display_name}"] for place, step in enumerate(plan.step_ids, start=1)],
                }
                for plan in plans
            ],
        }
