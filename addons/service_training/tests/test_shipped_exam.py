from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestShippedExam(TransactionCase):
    """The banks that come with the courses: answerable, and drawn by project."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("new_hire", "programme_1", "programme_2", "programme_3")
        cls.exams = cls.env["survey.survey"].union(
            *(cls.env.ref(f"service_training.survey_survey_{name}") for name in names)
        )

    def test_every_question_has_one_right_answer(self):
        for question in self.exams.question_ids:
            right = question.suggested_answer_ids.filtered("is_correct")
            self.assertEqual((len(right), len(question.suggested_answer_ids)), (1, 3), question.title)

    def test_neither_place_nor_length_gives_the_right_answer_away(self):
        """Else the exam can be passed without having learnt anything."""
        questions = self.exams.question_ids
        for rank in (lambda answer: answer.sequence, lambda answer: len(answer.value)):
            places = [q.suggested_answer_ids.sorted(rank).mapped("is_correct").index(True) for q in questions]
            for place in range(3):
                self.assertTrue(0.2 < places.count(place) / len(questions) < 0.45, places)

    def test_three_a_project_are_drawn(self):
        for exam in self.exams:
            drawn = exam._create_answer(email="somebody@example.com", check_attempts=False).predefined_question_ids
            for page in exam.page_ids:
                self.assertEqual(len(drawn & page.question_ids), 3)
                self.assertEqual(len(page.question_ids), 4)

    def test_pages_are_the_projects(self):
        course = self.env.ref("service_training.training_course_new_hire")
        exam = self.env.ref("service_training.survey_survey_new_hire")
        self.assertEqual(exam.page_ids.mapped("title"), course.module_ids.project_ids.mapped("name"))
        programme = self.env.ref("service_training.training_course_programme")
        for number, module in enumerate(programme.module_ids, start=1):
            exam = self.env.ref(f"service_training.survey_survey_programme_{number}")
            self.assertEqual(exam.page_ids.mapped("title"), module.project_ids.mapped("name"))

    def test_who_knows_it_passes(self):
        exam = self.exams[0]
        attempt = exam._create_answer(email="somebody@example.com", check_attempts=False)
        for question in attempt.predefined_question_ids:
            right = question.suggested_answer_ids.filtered("is_correct")
            attempt._save_lines(question, str(right.id))
        attempt._mark_done()
        self.assertTrue(attempt.scoring_success)

    def test_courses_without_an_exam_say_so(self):
        half_year = self.env.ref("service_training.training_course_half_year")
        self.assertIn("attendance alone", half_year.exam_note)
        self.assertIn("drill", self.env.ref("service_training.training_course_service_90").exam_note)
