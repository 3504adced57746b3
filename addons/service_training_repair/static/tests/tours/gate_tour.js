import {addTour, choose, field, inTheirLanguage} from "@service_quality/../tests/tours/tour_steps";

// Who is given a work order that needs a certificate. The selectors hold in every language.

function assign(name) {
    return [...choose("user_id", name), {trigger: ".o_form_button_save:enabled", run: "click"}];
}

/** The leader tries somebody without the certificate, and then who holds it. */
addTour("service_training_repair_gate", () => [
    {trigger: `${field("needed_course_ids")} .o_tag`},
    {
        content: "the holder is offered, and nobody else",
        trigger: `${field("qualified_user_ids")} .o_tag`,
        run: () => {
            const offered = document.querySelectorAll(`${field("qualified_user_ids")} .o_tag`);
            if (offered.length !== 1) {
                throw new Error(`${offered.length} people are offered`);
            }
        },
    },
    inTheirLanguage("label[for^=needed_course_ids], label[for^=qualified_user_ids], button[name=action_assign_anyway]"),
    ...assign("Otto Other"),
    {trigger: ".modal .modal-body:contains(Otto Other)"},
    inTheirLanguage(".modal .modal-body p"),
    {trigger: ".modal .modal-footer .btn-primary", run: "click"},
    {trigger: ".o_form_button_cancel", run: "click"},
    {trigger: ".o_form_view:not(:has(.o_form_button_save:visible))"},
    ...assign("Hilda Holder"),
    {trigger: ".o_form_saved, .o_form_button_save:not(:visible)"},
]);

/** With a reason the leader may all the same. */
addTour("service_training_repair_override", () => [
    {trigger: "button[name=action_assign_anyway]", run: "click"},
    ...choose("user_id", "Otto Other", ".modal"),
    {trigger: `.modal ${field("reason")} :is(input, textarea)`, run: "edit Supervised"},
    {trigger: ".modal footer button[name=action_assign]", run: "click"},
    {trigger: `body:not(:has(.modal)) ${field("gate_warning")} span`},
    inTheirLanguage(`label[for^=gate_warning]`),
]);
