import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Click a header button, which may be folded away on a telephone. */
function press(label, after) {
    return [{trigger: `.o_form_view button:contains("${label}"):enabled`, run: "click"}, {trigger: after}];
}

/** The agent takes a work order in from the ticket on the screen. */
tours.add("service_repair_intake", {
    steps: () => [
        {trigger: ".o_form_view button:contains('Work Order')", run: "click"},
        {trigger: ".modal .o_field_widget[name=serial] input", run: "edit OV-1"},
        {trigger: ".modal .o_field_widget[name=problem] textarea", run: "edit The oven stays cold"},
        {trigger: ".modal .o_field_widget[name=product_id] input:value(Oven)"},
        {trigger: ".modal button[name=action_create]", run: "click"},
        {trigger: "body:not(:has(.modal)) .o_form_view"},
    ],
});

/** The dispatcher offers an appointment on the work order on the screen. */
tours.add("service_repair_dispatch", {
    steps: () => [
        {trigger: ".o_form_view button:contains('Offer Appointment')", run: "click"},
        {trigger: ".modal .o_field_widget[name=technician_id]"},
        {trigger: ".modal .o_field_widget[name=start] button, .modal .o_field_widget[name=start] input", run: "click"},
        {trigger: ".modal .o_field_widget[name=start] input", run: "edit 03/04/2030 09:00:00"},
        {trigger: ".modal .o_form_button_save", run: "click"},
        {trigger: "body:not(:has(.modal)) .o_form_view .oe_stat_button:contains('Visits')"},
    ],
});

/** The keeper issues what the requisition on the screen asks for, by scan. */
tours.add("service_repair_issue", {
    steps: () => [
        {trigger: ".o_form_view button[name=action_issue]", run: "click"},
        {trigger: ".o_service_scan input", run: "edit HTR"},
        {trigger: ".o_service_scan input", run: "press Enter"},
        {trigger: ".o_service_scan [role=status]:contains('1 of 1')"},
        {trigger: ".o_form_view button[name=button_validate]:enabled", run: "click"},
        {trigger: ".o_form_view .o_arrow_button_current:contains('Done')"},
    ],
});

/** The technician sets out and arrives, on the cards of the day. */
tours.add("service_repair_my_day", {
    steps: () => [
        {trigger: ".o_kanban_record button[name=action_set_out]", run: "click"},
        {trigger: ".o_kanban_record button[name=action_arrive]", run: "click"},
        {trigger: ".o_kanban_record button[name=action_open_order]", run: "click"},
        {trigger: ".o_form_view .o_field_widget[name=place]"},
    ],
});

/** The technician scans the part that is fitted, on the page Parts of the work order on the screen. */
tours.add("service_repair_scan", {
    steps: () => [
        {trigger: ".o_notebook_headers a[name=parts]", run: "click"},
        {trigger: ".o_service_scan input", run: "edit HTR"},
        {trigger: ".o_service_scan input", run: "press Enter"},
        {trigger: ".o_service_scan [role=status]:contains('1 of 1')"},
        {trigger: ".o_service_scan input", run: "edit nonsense"},
        {trigger: ".o_service_scan input", run: "press Enter"},
        {trigger: ".o_service_scan .text-danger:contains('nonsense')"},
    ],
});

/** The manager accepts the report on the screen. */
tours.add("service_repair_accept", {
    steps: () => [...press("Accept", ".o_form_view .o_arrow_button_current:contains('Accepted')")],
});
