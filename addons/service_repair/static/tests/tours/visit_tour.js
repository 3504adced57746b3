import {addTour as addPatientTour, choose as chooseListed, inTheirLanguage} from "@service_quality/../tests/tours/tour_steps";

const addTour = (name, makeSteps) => addPatientTour(`service_repair_${name}`, makeSteps);

/** A step of the work order, which is its first button; on a telephone the only one that is not folded away. */
function press(name, after) {
    return [
        inTheirLanguage(".o_statusbar_buttons button, .o_notebook_headers a"),
        {trigger: `.o_statusbar_buttons > button[name=${name}]:enabled`, run: "click"},
        {trigger: after.includes(".") ? after : `.o_statusbar_buttons > button[name=${after}]`},
    ];
}

function tab(name) {
    return {trigger: `.o_notebook_headers a[name=${name}]`, run: "click"};
}

function write(field, text) {
    return {trigger: `.o_field_widget[name=${field}] :is(input, textarea)`, run: `edit ${text}`};
}

/** A telephone opens a page to choose from. */
function choose(field, text) {
    return [
        {trigger: `.o_field_widget[name=${field}] input`, run: "click"},
        {trigger: `.modal .o_kanban_record:contains(${text})`, run: "click"},
        {trigger: `body:not(:has(.modal)) .o_field_widget[name=${field}] input:value(${text})`},
    ];
}

/** Presses the button of every point of the checklist that has it. */
function tick(button, count) {
    const card = `.o_field_widget[name=check_ids] .o_kanban_record:has(button[name=${button}])`;
    return Array.from({length: count}, (_none, index) => [
        {trigger: `${card}:eq(${index}) button[name=${button}]`, run: "click"},
        {trigger: `${card}:eq(${index}) .badge.text-bg-success`},
    ]).flat();
}

function scan(code, answer) {
    return [
        {trigger: ".o_service_scan input", run: `edit ${code}`},
        {trigger: ".o_service_scan input", run: "press Enter"},
        {trigger: `.o_service_scan ${answer}`},
    ];
}

/** The dispatcher takes a work order in from the ticket on the screen, and offers an appointment. */
addTour("dispatch", () => [
    {trigger: ".o_form_view .o_statusbar_buttons button:has(.fa-wrench)", run: "click"},
    {trigger: ".modal .o_field_widget[name=serial] input", run: "edit OV-1"},
    {trigger: ".modal .o_field_widget[name=problem] textarea", run: "edit The oven stays cold"},
    {trigger: ".modal .o_field_widget[name=product_id] input:value(Oven)"},
    ...chooseListed("technician_id", "Technician", ".modal"),
    {trigger: ".modal button[name=action_create]", run: "click"},
    {trigger: "body:not(:has(.modal)) .o_form_view"},
    tab("work_orders"),
    {trigger: ".o_field_widget[name=repair_ids] .o_data_row .fa-calendar", run: "click"},
    {trigger: ".modal .o_field_widget[name=technician_id]"},
    {trigger: ".modal .o_field_widget[name=start] button, .modal .o_field_widget[name=start] input", run: "click"},
    {trigger: ".modal .o_field_widget[name=start] input", run: "edit 2030-03-04T09:00:00"},
    {trigger: ".modal .o_form_button_save", run: "click"},
    {trigger: "body:not(:has(.modal)) .o_form_view"},
]);

/** The customer confirms the appointment in the portal. */
addTour("confirm", () => [
    inTheirLanguage("main h3, main h5, main dt, main button, main summary"),
    {trigger: "button[name=answer][value=confirm]", run: "click", expectUnloadPage: true},
    {trigger: ".alert-success"},
]);

/** The technician asks the store for the parts of the work order on the screen. */
addTour("request", () => [
    tab("parts"),
    {trigger: "button[name=action_request_parts]", run: "click"},
    {trigger: ".o_statusbar_buttons button[name=action_submit]", run: "click"},
    {trigger: ".o_form_view:not(:has(button[name=action_submit]))"},
]);

/** The keeper issues what the requisition on the screen asks for, by scan. */
addTour("issue", () => [
    {trigger: ".o_form_view button[name=action_issue]", run: "click"},
    ...scan("HTR", "[role=status].text-success"),
    {trigger: ".o_form_view button[name=button_validate]:enabled", run: "click"},
    {trigger: ".o_form_view .o_arrow_button_current[data-value=done]"},
]);

/** The technician has the parts of the requisition on the screen. */
addTour("receive", () => [
    {trigger: ".o_statusbar_buttons button[name=action_receive]", run: "click"},
    {trigger: ".o_form_view:not(:has(button[name=action_receive]))"},
]);

/** The technician prepares the work order on the screen. */
addTour("prepare", () => press("action_validate", "action_set_out"));

/** The technician sets out and arrives, on the cards of the day, and repairs the device. */
addTour("work", () => [
    inTheirLanguage(".o_kanban_record button, .o_kanban_record .badge"),
    {trigger: ".o_kanban_record button[name=action_set_out]", run: "click"},
    {trigger: ".o_kanban_record button[name=action_arrive]", run: "click"},
    {trigger: ".o_kanban_record button[name=action_open_order]", run: "click"},
    {trigger: ".o_form_view .o_field_widget[name=place]"},
    ...choose("fault_id", "Cold"),
    tab("diagnosis"),
    ...choose("cause_id", "Burnt out"),
    write("diagnosis", "The heater is open"),
    ...press("action_diagnose", "action_plan"),
    write("plan", "A new heater"),
    write("approval_by", "Ms Client"),
    ...press("action_plan", "action_repair_start"),
    ...press("action_repair_start", "action_tested"),
    tab("parts"),
    ...scan("HTR", "[role=status].text-success"),
    ...scan("nonsense", "[role=status].text-danger:contains(nonsense)"),
    tab("diagnosis"),
    ...choose("remedy_id", "New heater"),
    write("work_done", "Replaced the heater"),
    tab("checks"),
    ...tick("action_passed", 3),
    ...press("action_tested", "action_explained"),
    ...tick("action_explained", 3),
    write("explained_to", "Ms Client"),
    ...press("action_explained", ".o_form_view:not(:has(.o_statusbar_buttons button[name=action_explained]))"),
]);

/** The customer signs in the portal. */
addTour("sign", () => [
    inTheirLanguage("main h3, main h4, main dt, main button"),
    {trigger: ".o_web_sign_name_and_signature input[name=signer]", run: "edit Ms Client"},
    {trigger: "canvas.o_web_sign_signature", run: "canvasNotEmpty"},
    {trigger: ".o_portal_sign_submit:enabled", run: "click", expectUnloadPage: true},
    {trigger: ".alert-success"},
    {trigger: ".text-success:contains(Ms Client)"},
]);

/** The customer signs on the technician's telephone. */
addTour("sign_here", () => [
    tab("signature"),
    write("sign_name", "Ms Client"),
    {trigger: ".o_field_widget[name=customer_signature] .o_signature", run: "click"},
    {trigger: ".modal canvas.o_web_sign_signature", run: "canvasNotEmpty"},
    {trigger: ".modal footer .btn-primary:enabled", run: "click"},
    ...press("action_sign", "action_repair_end"),
]);

/** The technician reports to the manager. */
addTour("report", () => [
    tab("report"),
    write("report_note", "All well"),
    ...press("action_repair_end", ".o_form_view:not(:has(.o_statusbar_buttons button[name=action_repair_end]))"),
]);

/** The manager accepts the report on the screen. */
addTour("accept", () => press("action_accept", ".o_form_view .o_arrow_button_current[data-value=accepted]"));
