import {addTour, choose, field, inDialog, noDialog, save} from "@service_quality/../tests/tours/tour_steps";

// A complaint in the browser, one tour per person. The selectors hold in every language.

const button = (name) => ({
    trigger: `.o_statusbar_buttons button[name=${name}]:enabled`,
    run: "click",
});
const confirm = (name) => ({
    trigger: inDialog(`footer button[name=${name}]:visible`),
    run: "click",
});
const at = (step) => ({
    trigger: `${field("complaint_step")} .o_arrow_button_current[data-value=${step}]`,
});

addTour("service_quality_complaint_submit", () => [
    {trigger: "input[name=kind][value=complaint]", run: "click"},
    {trigger: "select#complaint_subject", run: "selectByIndex 1"},
    {trigger: "input[name=subject]", run: "edit The fan howls"},
    {trigger: "textarea[name=description]", run: "edit Every night, since Monday"},
    {trigger: "form[action='/submitted/ticket'] button[type=submit]", run: "click", expectUnloadPage: true},
    {trigger: "[name=complaint_steps] [aria-current=step]"},
]);

addTour("service_quality_complaint_acknowledge", () => [
    at("received"),
    button("action_complaint_acknowledge"),
    {trigger: inDialog(`${field("channel")} input[data-value=phone]`), run: "click"},
    {trigger: inDialog(`${field("note")} textarea`), run: "edit Told that we look into it"},
    confirm("action_acknowledge"),
    noDialog,
    at("acknowledged"),
]);

addTour("service_quality_complaint_dispatch", () => [
    at("acknowledged"),
    button("action_complaint_dispatch"),
    {trigger: inDialog(`${field("note")} textarea`), run: "edit How could this happen?"},
    confirm("action_dispatch"),
    noDialog,
    at("dispatched"),
]);

addTour("service_quality_complaint_investigate", () => [
    {trigger: ".o_data_row:contains(The fan howls) td[name=name]", run: "click"},
    at("dispatched"),
    button("action_complaint_investigate"),
    {trigger: inDialog(`${field("complaint_findings")} textarea`), run: "edit The bearing is worn"},
    {trigger: inDialog(`${field("complaint_justified")} input[data-value=yes]`), run: "click"},
    {trigger: inDialog(`${field("complaint_justified_reason")} :is(input, textarea)`), run: "edit Within warranty"},
    confirm("action_record"),
    noDialog,
    at("investigated"),
    button("action_complaint_propose"),
    {trigger: inDialog(`${field("remedy")} :is(input, select)`), run: "click"},
    {
        trigger: ".o_select_menu_menu .o_select_menu_item:nth-child(3), .o_popover .o_select_menu_item:nth-child(3)",
        run: "click",
    },
    {trigger: inDialog(`${field("cost")} input`), run: "edit 900"},
    {trigger: inDialog(`${field("text")} .odoo-editor-editable`), run: "editor A new fan, fitted by us"},
    {trigger: inDialog("footer .o_form_button_save"), run: "click"},
    noDialog,
]);

const openProposal = [
    {trigger: ".o_notebook_headers a[name=complaint]", run: "click"},
    {trigger: `${field("solution_ids")} button[name=get_formview_action]`, run: "click"},
    {trigger: `${field("remedy")}`},
];

addTour("service_quality_complaint_offer", () => [
    at("investigated"),
    ...openProposal,
    button("action_send"),
    {trigger: "button[data-value=waiting].o_arrow_button_current"},
]);

addTour("service_quality_complaint_approve", () => [
    {trigger: ".o_data_row td[name=ticket_id]", run: "click"},
    button("action_approve"),
    {trigger: "button[data-value=approved].o_arrow_button_current"},
]);

addTour("service_quality_complaint_send", () => [
    at("investigated"),
    ...openProposal,
    button("action_send"),
    {trigger: "button[data-value=sent].o_arrow_button_current"},
]);

addTour("service_quality_complaint_accept", () => [
    {trigger: "[name=proposal]:contains(A new fan)"},
    {trigger: "[name=proposal] textarea[name=said]", run: "edit Good"},
    {trigger: "[name=proposal] button[value=accepted]", run: "click", expectUnloadPage: true},
    {trigger: "[name=proposal] .badge.text-bg-success"},
]);

addTour("service_quality_complaint_close", () => [
    at("decided"),
    button("action_complaint_carry_out"),
    at("carried_out"),
    // What is missing is said, and nothing is lost
    button("action_complaint_advance"),
    {trigger: ".modal .o_error_dialog, .modal[role=dialog] .modal-body", run: () => {}},
    {trigger: ".modal footer button.btn-primary", run: "click"},
    noDialog,
    {trigger: ".o_notebook_headers a[name=complaint]", run: "click"},
    ...choose("cause_id", "Worn bearing"),
    {trigger: `${field("complaint_summary")} textarea`, run: "edit Exchanged, the customer is content"},
    {trigger: `${field("complaint_improvement")} input[data-value=no]`, run: "click"},
    ...save,
    button("action_complaint_advance"),
    at("closed"),
]);
