import {TicketButtons, TicketFormRenderer, ticketFormView} from "@service_quality/ticket_form/ticket_form_view";
import {registry} from "@web/core/registry";

/** The steps have a line of their own, so that the line above has room for the step that follows and all reasons to wait. */
export class WorkOrderButtons extends TicketButtons {
    static shown = 5;
}

export class WorkOrderFormRenderer extends TicketFormRenderer {
    static components = {...TicketFormRenderer.components, StatusBarButtons: WorkOrderButtons};
}

registry.category("views").add("service_work_order_form", {...ticketFormView, Renderer: WorkOrderFormRenderer});
