import {addTour} from "@service_quality/../tests/tours/tour_steps";

/** Judge a criterion: the place of the answer in its list, 0 is "Fulfilled". */
function judge(row, choice) {
    const cell = `.o_field_widget[name='line_ids'] .o_data_row:eq(${row}) .o_data_cell[name='rating']`;
    return [
        {
            content: `Criterion ${row}`,
            trigger: cell,
            run: "click",
        },
        {
            trigger: `${cell} .o_select_menu input`,
            run: "click",
        },
        {
            trigger: `.o_select_menu_item[data-choice-index='${choice}']`,
            run: "click",
        },
        {
            content: "Not the choices of the row before are seen next",
            trigger: "body:not(:has(.o_select_menu_item))",
        },
    ];
}

addTour("service_quality_inspect", () => [
    {
        content: "What is mine to inspect",
        trigger: ".o_list_view .o_data_row .o_data_cell[name='display_name']",
        run: "click",
    },
    {
        content: "What was said stands beside the sheet",
        trigger: ".o_form_view .o_field_widget[name='conversation']:contains(Hello)",
    },
    ...judge(0, 2),
    ...judge(1, 0),
    {
        trigger: "button[name='action_submit']",
        run: "click",
    },
    {
        trigger: ".modal .modal-footer .btn-primary",
        run: "click",
    },
    {
        content: "Submitted: it can be shown to the agent",
        trigger: "button[name='action_publish']",
        run: "click",
    },
    {
        trigger: ".o_statusbar_status button[data-value='published'][aria-checked='true']",
    },
]);

addTour("service_quality_appeal", () => [
    {
        content: "What was published about me",
        trigger: ".o_list_view .o_data_row .o_data_cell[name='display_name']",
        run: "click",
    },
    {
        content: "Appeal",
        trigger: ".o_statusbar_buttons button.btn-secondary:first",
        run: "click",
    },
    {
        trigger: ".modal .o_field_widget[name='reason'] textarea",
        run: "edit The price list changed that day",
    },
    {
        trigger: ".modal button[name='action_appeal']",
        run: "click",
    },
    {
        trigger: "body:not(:has(.modal)) .o_statusbar_status button[data-value='appealed'][aria-checked='true']",
    },
]);

addTour("service_quality_decide", () => [
    {
        content: "Decide about the appeal",
        trigger: ".o_statusbar_buttons button.btn-primary:first",
        run: "click",
    },
    {
        content: "The reason of the agent is read first",
        trigger: ".modal .o_field_widget[name='appeal_reason']:contains(price list)",
    },
    {
        trigger: ".modal .o_field_widget[name='outcome'] input[data-value='accepted']",
        run: "click",
    },
    {
        trigger: ".modal .o_field_widget[name='decision'] textarea",
        run: "edit Right, it changed at noon",
    },
    {
        trigger: ".modal .o_data_row:first .o_data_cell[name='revised']",
        run: "click",
    },
    {
        trigger: ".modal .o_data_row:first .o_data_cell[name='revised'] .o_select_menu input",
        run: "click",
    },
    {
        trigger: ".o_select_menu_item[data-choice-index='0']",
        run: "click",
    },
    {
        trigger: ".modal button[name='action_decide']",
        run: "click",
    },
    {
        trigger: "body:not(:has(.modal)) .o_statusbar_status button[data-value='decided'][aria-checked='true']",
    },
]);
