import {Component, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {ClockTimeline} from "./clock_timeline";

/** The timeline of the clock whose form this is. */
export class ClockTimelineWidget extends Component {
    static template = "service_quality.ClockTimelineWidget";
    static components = {ClockTimeline};
    static props = {...standardWidgetProps};

    setup() {
        const orm = useService("orm");
        this.state = useState({timeline: null});
        let asked;
        useRecordObserver(async ({resId}) => {
            asked = resId;
            const timeline = resId ? await orm.call("service.clock", "get_timeline", [[resId]]) : null;
            // The pager may have gone on while the server answered.
            if (asked === resId) {
                this.state.timeline = timeline;
            }
        });
    }
}

registry.category("view_widgets").add("service_clock_timeline", {component: ClockTimelineWidget});
