from datetime import timedelta

from odoo import Command, api, fields, models


class TrainingSession(models.Model):
    _inherit = "training.session"

    @api.model
    def _make_demo_online(self):
        """Demo data: a session with a module online, of which one participant has done a part and another one all."""
        course = self.env.ref("service_training_slides.training_course_online")
        course.action_put_in_force()
        begin = fields.Datetime.now().replace(minute=0, second=0)
        module, practice = course.module_ids
        session = self.with_context(training_no_mail=True).create(
            {
                "name": "Service Basics with Online Part",
                "course_id": course.id,
                "method": "online",
                "trainer_id": self.env.ref("service_training.hr_employee_trainer").id,
                "capacity": 10,
                "slot_ids": [
                    Command.create(
                        {
                            "online_module_id": module.id,
                            "start": begin - timedelta(days=2),
                            "stop": begin + timedelta(days=12),
                        }
                    ),
                    Command.create(
                        {
                            "project_id": practice.project_ids.id,
                            "kind": "practice",
                            "start": begin + timedelta(days=13),
                            "stop": begin + timedelta(days=13, hours=2),
                            "hours": 2,
                        }
                    ),
                ],
            }
        )
        session.action_open()
        slides = module.slide_channel_id.slide_content_ids
        for name, done in (("hr_employee_agent", slides), ("hr_employee_agent_technical", slides[:2])):
            employee = self.env.ref(f"service_quality.{name}")
            session.enrollment_ids.create({"session_id": session.id, "employee_id": employee.id})
            done.with_user(employee.user_id).sudo()._action_mark_completed()
