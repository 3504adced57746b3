import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

/** What answers a question: articles and solved cases with what was asked for marked in them. */
export class KnowledgeResults extends Component {
    static template = "service_quality.KnowledgeResults";
    static props = {
        results: {type: Array},
        onOpen: {type: Function},
        onGive: {type: Function, optional: true},
    };

    kindLabel({kind}) {
        return kind === "article" ? _t("Article") : _t("Solved case");
    }
}
