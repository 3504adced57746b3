import {Component, useRef, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/**
 * A line to scan serial numbers and parts into: a scanner types the number and Enter.
 *
 * The form is saved, the record's `action_scan` says what it did, and the line is ready for the next number. A scanner
 * that types while nothing has the focus is heard as well.
 */
export class ServiceScan extends Component {
    static template = "service_repair.Scan";
    static props = {...standardWidgetProps};

    setup() {
        this.input = useRef("input");
        this.state = useState({busy: false, message: "", type: "info"});
        this.orm = useService("orm");
        const barcode = useService("barcode");
        useBus(barcode.bus, "barcode_scanned", (event) => this.scan(event.detail.barcode));
    }

    onKeydown(event) {
        if (event.key === "Enter") {
            event.preventDefault();
            event.stopPropagation();
            this.scan(this.input.el.value);
        }
    }

    async scan(code) {
        const {record} = this.props;
        code = code.trim();
        if (!code || this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            if (await record.save()) {
                const answer = await this.orm.call(record.resModel, "action_scan", [[record.resId], code]);
                Object.assign(this.state, answer);
                await record.load();
            }
        } finally {
            this.state.busy = false;
            if (this.input.el) {
                this.input.el.value = "";
                this.input.el.focus();
            }
        }
    }
}

registry.category("view_widgets").add("service_scan", {component: ServiceScan});
