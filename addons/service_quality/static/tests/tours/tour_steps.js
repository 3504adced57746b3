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

/**
 * What a list of suggestions found. Until the answer is there the list says that it is loading: the short names are
 * contained in that, too, and pressing it does nothing.
 */
const listed = (text) => `.o-autocomplete--dropdown-item:not(:has(.o_loading)):contains(${text})`;

/** Type into a field that refers to a record, and take what is found. */
export function choose(name, text, within = "") {
    const input = `${within} ${field(name)} input`;
    return [
        {trigger: input, run: `edit ${text}`},
        {trigger: listed(text), run: "click"},
        {trigger: `${input}:value(${text})`},
    ];
}

export function chooseTag(name, text) {
    return [
        {trigger: `${field(name)} input`, run: `edit ${text}`},
        {trigger: listed(text), run: "click"},
        {trigger: `${field(name)} .o_tag:contains(${text})`},
    ];
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
