import {
    addTour as addPatientTour,
    choose,
    chooseTag,
    field,
    inDialog,
    inTheirLanguage,
    noDialog,
    save,
} from "@service_quality/../tests/tours/tour_steps";

// A quarterly cycle in the browser, one tour per person and step. The selectors hold in every language.

const addTour = (name, makeSteps) => addPatientTour(`service_kpi_${name}`, makeSteps);

const words = inTheirLanguage(".o_statusbar_buttons button, .o_form_label, .o_notebook_headers a");
const columns = inTheirLanguage(".o_list_table thead th:not(.o_list_actions_header) span:not(:empty)");
const press = (name) => ({trigger: `.o_statusbar_buttons button[name=${name}]:enabled`, run: "click"});
const agree = {trigger: inDialog("footer .btn-primary:enabled"), run: "click"};
const at = (state) => ({trigger: `${field("state")} .o_arrow_button_current[data-value=${state}]`});
const row = (text) => `.o_data_row:contains(${text})`;

addTour("cycle_open", () => [
    // a day of the quarter before this one
    {trigger: `${field("date_start")} button`, run: "click"},
    {trigger: `${field("date_start")} input`, run: "edit -3m"},
    ...chooseTag("template_ids", "Scenario"),
    ...save,
    words,
    press("action_start"),
    at("collecting"),
    // the first forms are there, the others follow
    {trigger: `${field("progress")}:contains(50)`},
    {trigger: `${field("progress_text")}:contains(1)`},
]);

addTour("cycle_invite", () => [
    {trigger: `body:not(:has(${field("progress")}:visible)) ${field("missing_count")}:contains(0)`},
    press("action_invite_customers"),
    agree,
    noDialog,
    {trigger: "button[name=action_view_invitations]:contains(4)"},
    words,
]);

// The own stars, and colleagues who may be asked

addTour("self", () => [
    columns,
    {trigger: `${row("Agent0")} button[name=action_rate]`, run: "click"},
    {trigger: inDialog(`.alert-warning:visible`)},
    {trigger: inDialog(".o_data_row td[name=stars] .o_priority_star:nth-child(4)"), run: "click"},
    {trigger: inDialog("footer button[name=action_submit]"), run: "click"},
    noDialog,
    {trigger: `body:not(:has(${row("Agent0")}))`},
]);

const nominate = (name) => [
    press("action_nominate"),
    ...choose("rater_id", name, ".modal"),
    {trigger: inDialog("footer .o_form_button_save"), run: "click"},
    noDialog,
    {trigger: `${field("feedback_ids")} ${row(name)}`},
];

addTour("nominate", () => [
    {trigger: `${row("Agent0")} td[name=employee_id]`, run: "click"},
    at("collecting"),
    words,
    {trigger: `${field("score_so_far")}:contains(.)`},
    {trigger: ".o_notebook_headers a[name=reviewers]", run: "click"},
    ...["Peer0", "Peer1", "Peer2"].flatMap(nominate),
]);

const approve = (name) => [
    {trigger: `${row(name)} button[name=action_approve]`, run: "click"},
    {trigger: `body:not(:has(${row(name)}))`},
];

addTour("approve", () => [{trigger: row("Peer0")}, columns, ...["Peer0", "Peer1", "Peer2"].flatMap(approve)]);

/** Stars and words about somebody, as whoever was asked. */
function rate(name, stars, comment) {
    return [
        {trigger: `${row(name)} button[name=action_rate]`, run: "click"},
        {trigger: inDialog(`.o_data_row td[name=stars] .o_priority_star:nth-child(${stars})`), run: "click"},
        {trigger: inDialog(".o_data_row td[name=comment]"), run: "click"},
        {trigger: inDialog(".o_data_row td[name=comment] input"), run: `edit ${comment}`},
        {trigger: inDialog("footer button[name=action_submit]"), run: "click"},
        noDialog,
        {trigger: `body:not(:has(${row(name)}))`},
    ];
}

addTour("peer", () => [columns, ...rate("Agent0", 4, "Helps when it is busy")]);
addTour("superior", () => [...rate("Agent0", 5, "Calm on the telephone"), ...rate("Agent1", 3, "Could ask more")]);

addTour("cycle_calibrate", () => [
    press("action_calibrate"),
    agree,
    at("calibrating"),
    {trigger: `${field("distribution_text")}`},
    words,
]);

addTour("calibration", () => [
    ...choose("cycle_id", String(new Date().getFullYear()).slice(0, 2)),
    {trigger: `${field("note")} :is(input, textarea)`, run: "edit Compared the two teams"},
    ...save,
    {trigger: `${field("move_ids")} .o_field_x2many_list_row_add a`, run: "click"},
    ...choose("appraisal_id", "Agent1", ".modal"),
    // what follows from the person has arrived, or it would take the next words away
    {trigger: inDialog(`${field("score")}:contains(25)`)},
    ...choose("new_grade_id", "B", ".modal"),
    {trigger: inDialog(`${field("reason")} input`), run: "edit New on the line since May"},
    {trigger: inDialog("footer .o_form_button_save"), run: "click"},
    noDialog,
    ...save,
    {trigger: `${field("move_ids")} ${row("New on the line since May")}`},
    words,
]);

addTour("cycle_publish", () => [press("action_publish"), agree, at("published"), words]);

const answer = (value, more) => [
    at("published"),
    words,
    press("action_answer"),
    {trigger: inDialog(`${field("answer")} input[data-value=${value}]`), run: "click"},
    ...more,
    {trigger: inDialog("footer button[name=action_send]"), run: "click"},
    noDialog,
];

addTour("appeal", () => [
    {trigger: `${row("Agent0")} td[name=employee_id]`, run: "click"},
    // the mean of three peers, and none of them
    {trigger: `${field("line_ids")} td[name=roles_text]:contains((3))`},
    ...answer("appealed", [
        {trigger: inDialog(`${field("reason")} textarea`), run: "edit Two cases belong to the night shift"},
    ]),
    {trigger: ".o_notebook_headers a[name=answer]", run: "click"},
    {trigger: `${field("reviewer_id")}:contains(Director)`},
]);

addTour("acknowledge", () => [
    {trigger: `${row("Agent1")} td[name=employee_id]`, run: "click"},
    ...answer("agreed", []),
    {trigger: ".o_statusbar_buttons:not(:has(button[name=action_decide]))"},
]);

addTour("decide", () => [
    {trigger: `${row("Agent0")} td[name=employee_id]`, run: "click"},
    at("published"),
    press("action_decide"),
    {trigger: inDialog(`${field("answer_reason")}:contains(night shift)`)},
    {trigger: inDialog(`${field("outcome")} input[data-value=upheld]`), run: "click"},
    {trigger: inDialog(`${field("reason")} textarea`), run: "edit They do"},
    ...choose("grade_id", "A", ".modal"),
    {trigger: inDialog("footer button[name=action_decide]"), run: "click"},
    noDialog,
    {trigger: `${field("grade_id")}:contains(A)`},
]);

addTour("cycle_close", () => [
    press("action_close"),
    agree,
    at("closed"),
    {trigger: field("chain_head")},
    press("action_check"),
    {trigger: ".o_notification:has(.o_notification_content)"},
    words,
]);

addTour("incentive_run", () => [
    ...choose("cycle_id", String(new Date().getFullYear()).slice(0, 2)),
    ...choose("incentive_id", "Quarterly bonus"),
    {trigger: `${field("pool_amount")} input`, run: "edit 1000"},
    ...save,
    press("action_compute"),
    {trigger: `${field("line_ids")} ${row("Agent0")}`},
    {trigger: `${field("line_ids")} ${row("Agent1")}`},
    words,
    press("action_approve"),
    agree,
    at("approved"),
]);
