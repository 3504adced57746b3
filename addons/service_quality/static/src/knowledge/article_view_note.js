import {Component, onMounted, xml} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/** Tells the server that an article is being read; it counts once per person and day. */
export class ArticleViewNote extends Component {
    static template = xml`<t/>`;
    static props = {...standardWidgetProps};

    setup() {
        const orm = useService("orm");
        onMounted(() => {
            const {record} = this.props;
            if (record.resId && record.data.version) {
                orm.silent.call("service.article", "note_view", [[record.resId]]);
            }
        });
    }
}

registry.category("view_widgets").add("service_article_view_note", {component: ArticleViewNote});
