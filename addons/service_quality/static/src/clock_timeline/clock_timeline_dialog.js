import {Component} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {useService} from "@web/core/utils/hooks";
import {ClockTimeline} from "./clock_timeline";

export class ClockTimelineDialog extends Component {
    static template = "service_quality.ClockTimelineDialog";
    static components = {ClockTimeline, Dialog};
    static props = {timeline: Object, close: Function};
}

/** @returns {(badge: {id: number}) => Promise<void>} asks why a deadline lies where it lies, and shows it */
export function useClockDialog() {
    const orm = useService("orm");
    const dialog = useService("dialog");
    let open = false;
    return async ({id}) => {
        // A double click opens one dialog.
        if (open) {
            return;
        }
        open = true;
        const onClose = () => {
            open = false;
        };
        try {
            const timeline = await orm.call("service.clock", "get_timeline", [[id]]);
            dialog.add(ClockTimelineDialog, {timeline}, {onClose});
        } catch (error) {
            onClose();
            throw error;
        }
    };
}
