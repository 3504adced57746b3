import {addTour, field, inDialog, inTheirLanguage} from "@service_quality/../tests/tours/tour_steps";

// Past certificates come from a spreadsheet. The files are given as a person's file dialog gives them.

function give(name) {
    return [
        {
            trigger: inDialog(field("file")),
            run: async ({anchor}) => {
                const answer = await fetch(`/service_training/tests/${name}.xlsx`);
                const chosen = new DataTransfer();
                chosen.items.add(new File([await answer.blob()], `${name}.xlsx`));
                const input = anchor.querySelector("input[type=file]");
                input.files = chosen.files;
                input.dispatchEvent(new Event("change", {bubbles: true}));
            },
        },
        {trigger: `${inDialog(field("file"))} input:value(${name}.xlsx)`},
    ];
}

const press = (name) => ({trigger: inDialog(`footer button[name=${name}]:enabled`), run: "click"});
const report = (text) => ({trigger: `${inDialog(field("report"))}:contains(${text})`});

addTour("service_training_import", () => [
    {trigger: "[data-menu-xmlid='service_training.service_training_menu_certificates']", run: "click"},
    {trigger: "[data-menu-xmlid='service_training.training_certificate_menu_import']", run: "click"},
    inTheirLanguage(inDialog("footer button, form p")),
    ...give("broken"),
    press("action_import"),
    // Each line that is wrong, by its number in the file; the right one is not imported either
    report("Nobody Here"),
    report("No such course"),
    report("yesterday"),
    inTheirLanguage(inDialog(`${field("report")} span`)),
    ...give("right"),
    press("action_check"),
    // The words about the first file are gone
    {trigger: `${inDialog(field("report"))}:not(:contains(Nobody Here)):contains(2)`},
    press("action_import"),
    {trigger: ".modal:not(:has(button[name=action_import]))"},
    inTheirLanguage(inDialog(`${field("report")} span`)),
]);
