import {registry} from "@web/core/registry";
import {session} from "@web/session";
import {user} from "@web/core/user";

// What the tours of all addons share. The selectors hold in every language.

const CHINESE = /[\u4e00-\u9fff]/;

export const field = (name) => `.o_field_widget[name=${name}]`;
export const inDialog = (selector) => `.modal:not(.o_inactive_modal) ${selector}`;
export const noDialog = {trigger: "body:not(:has(.modal))"};
export const save = [
    {trigger: ".o_form_button_save:enabled", run: "click"},
    {trigger: ".o_form_saved, .o_form_button_save:not(:visible)"},
];

// Longer than a field waits for the next letter before it looks up what was typed
const LOOKUP = 500;

/**
 * Type into a field that refers to a record, and take what is found. Pressed earlier, the list would open again. Until
 * the answer is there it says that it is loading: the short names are contained in that, too, and it answers no click.
 */
const takeListed = (input, text) => [
    {
        trigger: input,
        run: async (actions) => {
            await actions.edit(text);
            await new Promise((resolve) => setTimeout(resolve, LOOKUP));
        },
    },
    {trigger: `.o-autocomplete--dropdown-item:not(:has(.o_loading)):contains(${text})`, run: "click"},
];

export function choose(name, text, within = "") {
    const input = `${within} ${field(name)} input`;
    return [...takeListed(input, text), {trigger: `${input}:value(${text})`}];
}

export function chooseTag(name, text) {
    return [...takeListed(`${field(name)} input`, text), {trigger: `${field(name)} .o_tag:contains(${text})`}];
}

/** Register a tour that waits for a busy machine. */
export function addTour(name, makeSteps) {
    const steps = () => makeSteps().map((step) => ({timeout: 60000, ...step}));
    registry.category("web_tour.tours").add(name, {steps});
}

/** Whoever reads Chinese finds every text of these elements in Chinese, and nobody else does. */
export function inTheirLanguage(selector) {
    return {
        content: `${selector} is in the user's language`,
        trigger: selector,
        run: () => {
            const labels = [...document.querySelectorAll(selector)].map((element) => element.innerText.trim());
            // In the portal nothing else says which language it is
            const lang = user.lang || session.bundle_params.lang;
            const other = labels.filter((label) => label && CHINESE.test(label) !== lang.startsWith("zh"));
            if (other.length) {
                throw new Error(`Not in ${lang}: ${other.join(" | ")}`);
            }
        },
    };
}
