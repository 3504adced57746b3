import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { ClockTimeline } from "./clock_timeline";

export class ClockTimelineDialog extends Component {
    static template = "service_quality.ClockTimelineDialog";
    static components = { ClockTimeline, Dialog };
    static props = { timeline: Object, close: Function };
}

/** @returns {(badge: {id: number}) => Promise<void>} asks why a deadline lies where it lies, and shows it */
export function useClockDialog() {
    const orm = useService("orm");
    const dialog = useService("dialog");
    let asking = false;
    return async ({ id }) => {
        // A double click asks once.
        if (asking) {
            return;
        }
        asking = true;
        try {
            const timeline = await orm.call("service.clock", "get_timeline", [[id]]);
            dialog.add(ClockTimelineDialog, { timeline });
        } finally {
            asking = false;
        }
    };
}
