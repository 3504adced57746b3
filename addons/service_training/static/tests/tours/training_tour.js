import {
    addTour as addPatientTour,
    choose,
    chooseTag,
    field,
    inTheirLanguage,
    noDialog,
    save,
} from "@service_quality/../tests/tours/tour_steps";

// A training in the browser, one tour per person and place. The selectors hold in every language.

const addTour = (name, makeSteps) => addPatientTour(`service_training_${name}`, makeSteps);

const BUTTONS = ".o_statusbar_buttons button, .o_notebook_headers a, .o_form_label";
const current = (state) => ({trigger: `.o_form_view .o_arrow_button_current[data-value=${state}]`});

/** The button of the form's header, where a telephone shows only the first. */
function press(name) {
    return {trigger: `.o_statusbar_buttons button[name=${name}]:enabled`, run: "click"};
}

function confirmed(name) {
    return [press(name), {trigger: ".modal footer .btn-primary", run: "click"}, noDialog];
}

/** The training officer plans the year and submits it. */
addTour("plan", () => [
    {trigger: ".o_list_button_add", run: "click"},
    ...choose("department_id", "Hotline of the scenario"),
    {trigger: `${field("line_ids")} .o_field_x2many_list_row_add a`, run: "click"},
    ...choose("course_id", "Calm callers", field("line_ids")),
    {trigger: `${field("line_ids")} ${field("headcount")} input`, run: "edit 4"},
    {trigger: `${field("line_ids")} ${field("budget")} input`, run: "edit 500"},
    ...save,
    inTheirLanguage(BUTTONS),
    press("action_submit"),
    current("submitted"),
]);

/** The department's manager finds it among the activities. */
addTour("approve", () => [
    {trigger: ".o-mail-ActivityMenu-counter", run: "click"},
    {trigger: ".o-mail-ActivityGroup[data-model_name='training.plan']", run: "click"},
    {trigger: ".o_data_row td[name=name]", run: "click"},
    inTheirLanguage(".o_statusbar_buttons button"),
    press("action_approve"),
    current("approved"),
]);

/** The officer makes a session of the line, lets the slots be proposed, and opens it. */
addTour("session", () => [
    {trigger: "button[name=action_plan_session]", run: "click"},
    {trigger: `.o_form_view ${field("trainer_id")} input`},
    ...choose("trainer_id", "Tina Trainer"),
    ...choose("place_id", "Room of the scenario"),
    ...chooseTag("assessor_ids", "Ada Assessor"),
    {trigger: `${field("portal_enrollment")} input`, run: "check"},
    {trigger: `${field("start_date")} :is(input, button)`, run: "click"},
    {trigger: `${field("start_date")} input`, run: "edit 2030-03-04"},
    press("action_propose_slots"),
    {trigger: `${field("slot_ids")} .o_data_row:eq(1)`},
    inTheirLanguage(BUTTONS),
    press("action_open"),
    current("open"),
]);

/** An employee enrols with a telephone. */
addTour("enrol", () => [
    inTheirLanguage(".o_kanban_record button"),
    {trigger: ".o_kanban_record:contains(Calm callers) button[name=action_enroll_me]", run: "click"},
    {trigger: ".o_notification"},
]);

/** A customer's technician enrols in the portal. */
addTour("enrol_portal", () => [
    inTheirLanguage("main h3, main form button"),
    {trigger: ".card:contains(Calm callers) form button[type=submit]", run: "click", expectUnloadPage: true},
    {trigger: "main table"},
    inTheirLanguage("main h5, main th, main button, main .badge"),
]);

/** What hangs on the wall. */
addTour("wall", () => [{trigger: "img[src^='data:image/svg']"}, inTheirLanguage(".container p.fs-4")]);

addTour("check_in", () => [
    inTheirLanguage("form button[type=submit]"),
    {trigger: "form button[type=submit]", run: "click", expectUnloadPage: true},
    {trigger: ".alert-success[role=status]"},
    inTheirLanguage(".alert"),
]);

addTour("check_in_refused", () => [
    {trigger: "form button[type=submit]", run: "click", expectUnloadPage: true},
    {trigger: ".alert-danger[role=alert]"},
    inTheirLanguage(".alert"),
]);

addTour("check_in_late", () => [{trigger: ".alert-danger[role=alert]"}, inTheirLanguage(".alert")]);

/** The trainer completes the list with a telephone: whoever is not marked was there. */
addTour("attendance", () => [
    press("action_start"),
    press("action_view_attendance"),
    {trigger: ".o_kanban_record button[name=action_present]"},
    inTheirLanguage(".o_kanban_record button, .o_kanban_record .badge"),
    // Two of the four lines checked in themselves
    {trigger: ".o_kanban_record button[name=action_present]:count(2)"},
    {trigger: ".o_kanban_record button[name=action_present]", run: "click"},
    {trigger: ".o_kanban_record button[name=action_present]:count(1)"},
    {trigger: ".o_kanban_record button[name=action_present]", run: "click"},
    {trigger: ".o_kanban_view:not(:has(button[name=action_present]))"},
]);

const EXAM = [
    {trigger: ".o_survey_form button[value=start]", run: "click"},
    {trigger: ".js_question-wrapper label:contains(The customer)", run: "click"},
    {trigger: ".o_survey_form button[value=finish]", run: "click"},
    {trigger: ".modal footer .btn-primary", run: "click"},
    {trigger: ".o_survey_finished"},
];

/** The participant opens the own training on a telephone and takes the exam. */
addTour("exam", () => [
    {trigger: ".o_kanban_record:contains(Calm callers)", run: "click"},
    inTheirLanguage(`.o_statusbar_buttons button, ${field("explanation")} span`),
    {...press("action_take_exam"), expectUnloadPage: true},
    ...EXAM,
]);

addTour("exam_portal", () => [
    {trigger: "form[action*='/exam/'] button", run: "click", expectUnloadPage: true},
    ...EXAM,
]);

/** An assessor fills in a sheet. */
addTour("drill", () => [
    press("action_assess_drill"),
    {trigger: `.o_form_view ${field("minutes")} input`, run: "edit 10"},
    press("action_all_points"),
    {trigger: `${field("line_ids")} .o_data_row:eq(1)`},
    inTheirLanguage(".o_statusbar_buttons button"),
    ...confirmed("action_submit"),
    current("submitted"),
]);

/** The trainer decides; why is said in words. */
addTour("decide", () => [
    press("action_decide"),
    {trigger: ".o_widget_web_ribbon .text-bg-success"},
    inTheirLanguage(`${field("explanation")} span, .ribbon span`),
]);

/** The holder finds the certificate on a telephone. */
addTour("certificate", () => [
    {trigger: ".o_kanban_record:contains(Calm callers)", run: "click"},
    {trigger: ".o_form_view button[name=action_print]"},
    inTheirLanguage(".o_statusbar_buttons button, .o_form_label"),
]);

addTour("certificate_portal", () => [
    {trigger: ".card:contains(Calm callers) a[href*='/my/certificates/']"},
    inTheirLanguage("main h3, main .badge, main .card a"),
]);

/** Anybody with the paper. */
addTour("verify", () => [{trigger: ".badge.text-bg-success"}, inTheirLanguage("dt, .badge, p.text-muted")]);

/** Human resources on the employee's form: the training stands in the résumé. */
addTour("hr", () => [
    {trigger: ".o_notebook_headers a[name=resume]", run: "click"},
    {trigger: ".o_field_widget[name=resume_line_ids] :contains(Calm callers)"},
]);
