import {FormRenderer} from "@web/views/form/form_renderer";
import {StatusBarButtons} from "@web/views/form/status_bar_buttons/status_bar_buttons";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";

/** The first buttons of a ticket stand in its header, all others under "More". */
export class TicketButtons extends StatusBarButtons {
    static template = "service_quality.TicketButtons";
    // Beside the stages there is room for so many without a second row; on a phone Odoo itself shows one.
    static shown = 3;

    get shownCount() {
        const count = this.visibleSlotNames.length;
        if (this.env.isSmall) {
            return 1;
        }
        // A menu of a single entry would take the room of that entry
        const {shown} = this.constructor;
        return count === shown + 1 ? count : shown;
    }

    get shownSlotNames() {
        return this.visibleSlotNames.slice(0, this.shownCount);
    }

    get otherSlotNames() {
        return this.visibleSlotNames.slice(this.shownCount);
    }
}

export class TicketFormRenderer extends FormRenderer {
    static components = {...FormRenderer.components, StatusBarButtons: TicketButtons};
}

export const ticketFormView = {...formView, Renderer: TicketFormRenderer};

registry.category("views").add("service_ticket_form", ticketFormView);
