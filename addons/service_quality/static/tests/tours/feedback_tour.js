import {addTour} from "@service_quality/../tests/tours/tour_steps";

/** A customer comes from a face in a mail, and says why. */
function answer({score, why}) {
    return () => [
        {
            content: "The face that was pressed in the mail is chosen",
            trigger: `input[name='score'][value='${score}']:checked + label`,
        },
        {
            content: "A reason",
            trigger: "label[for^='reason_']:first",
            run: "click",
        },
        {
            content: "Words of one's own",
            trigger: "#feedback_comment",
            run: `edit ${why}`,
        },
        {
            content: "Nothing is stored before the customer sends it",
            trigger: "form[name='feedback'] button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Thanked",
            trigger: "main a[href^='/service/feedback/']",
        },
    ];
}

addTour("service_quality_feedback_good", answer({score: 5, why: "Quick and friendly"}));
addTour("service_quality_feedback_low", answer({score: 1, why: "Still cold"}));

/** The leader finds the work that a low score opened, without what the customer said: the agent reads it, too. */
addTour("service_quality_feedback_recovery", () => [
    {
        content: "It names the case that was rated",
        trigger: ".o_form_view .o_field_widget[name='name'] :value(It does not work)",
    },
    {
        content: "It does not quote the customer",
        trigger: ".o_form_view:not(:contains(Still cold))",
    },
]);
