import {addTour, choose} from "@service_quality/../tests/tours/tour_steps";

const state = (value) => ({
    content: `It stands at ${value}`,
    trigger: `.o_statusbar_status button[data-value='${value}'][aria-checked='true']`,
});
const tab = (name) => ({trigger: `.o_notebook .nav-link[name='${name}']`, run: "click"});

/** Plan and do: root cause, a measure, carried out. */
addTour("service_quality_improve", () => [
    state("plan"),
    {
        trigger: ".o_field_widget[name='root_cause'] textarea",
        run: "edit The bearing is too weak",
    },
    tab("do"),
    {
        trigger: ".o_field_widget[name='action_ids'] .o_field_x2many_list_row_add a",
        run: "click",
    },
    {
        trigger: ".o_field_widget[name='action_ids'] .o_selected_row [name='name'] input",
        run: "edit Another supplier",
    },
    {
        trigger: "button[name='action_do']",
        run: "click",
    },
    state("do"),
    tab("do"),
    {
        trigger: ".o_field_widget[name='action_ids'] button[name='action_done']",
        run: "click",
    },
    {
        trigger: ".o_field_widget[name='action_ids'] .o_data_row:not(:has(button[name='action_done']))",
    },
    {
        trigger: "button[name='action_check']",
        run: "click",
    },
    state("check"),
]);

/** Act: what helped becomes the next version of a process, and that closes the cycle. */
addTour("service_quality_standardise", () => [
    state("act"),
    tab("check"),
    {
        content: "The chart shows the weeks before and after",
        trigger: ".o_field_widget[name='chart'] svg",
    },
    {
        trigger: "button[name='action_standardise']",
        run: "click",
    },
    ...choose("process_id", "Fit the bearing", ".modal"),
    {
        trigger: ".modal button[name='action_make']",
        run: "click",
    },
    {
        content: "A draft that says where it comes from",
        trigger: ".o_form_view .o_field_widget[name='improvement_id']:contains(Pumps fail)",
    },
    {
        trigger: "button[name='action_put_in_force']",
        run: "click",
    },
    state("in_force"),
    {
        trigger: ".o_field_widget[name='improvement_id'] a, .o_field_widget[name='improvement_id'] .o_form_uri",
        run: "click",
    },
    state("closed"),
]);
