package io.maregistry.server.snapshot;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.model.Quota;
import io.maregistry.model.Routing;
import io.maregistry.model.Rules;
import io.maregistry.server.state.Namespace;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceRouting;
import io.maregistry.server.state.ServiceRules;
import java.io.IOException;
import java.util.Map;

/**
 * Writes the items of a full document, each kind under a key of its own that is there only where there are some; {@link
 * ItemReader} reads them. One thread, one use.
 */
final class ItemFields {

    private final JsonGenerator json;
    private final Root root;

    ItemFields(JsonGenerator json, Root root) {
        this.json = json;
        this.root = root;
    }

    void write() throws IOException {
        namespaces();
        routing();
        rules();
    }

    private void namespaces() throws IOException {
        if (root.namespaces().isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("namespaces");
        for (Namespace namespace : root.namespaces()) {
            json.writeFieldName(namespace.name());
            namespace(json, namespace);
        }
        json.writeEndObject();
    }

    static void namespace(JsonGenerator json, Namespace namespace) throws IOException {
        json.writeStartObject();
        if (!namespace.description().isEmpty()) {
            json.writeStringField("description", namespace.description());
        }
        limit(json, "services", namespace.quota().services());
        limit(json, "instances", namespace.quota().instances());
        json.writeNumberField("revision", namespace.revision());
        json.writeEndObject();
    }

    private static void limit(JsonGenerator json, String name, int limit) throws IOException {
        if (limit != Quota.NONE) {
            json.writeNumberField(name, limit);
        }
    }

    private void routing() throws IOException {
        if (root.routings().isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("routing");
        for (ServiceRouting routing : root.routings()) {
            json.writeFieldName(routing.key());
            routing(json, routing);
        }
        json.writeEndObject();
    }

    static void routing(JsonGenerator json, ServiceRouting routing) throws IOException {
        json.writeStartObject();
        if (routing.routing() instanceof Routing.Active active) {
            json.writeStringField("active", active.group());
        } else if (routing.routing() instanceof Routing.Weighted weighted) {
            json.writeObjectFieldStart("weights");
            for (Map.Entry<String, Integer> weight : weighted.weights().entrySet()) {
                json.writeNumberField(weight.getKey(), weight.getValue());
            }
            json.writeEndObject();
        }
        json.writeNumberField("revision", routing.revision());
        json.writeEndObject();
    }

    private void rules() throws IOException {
        if (root.rules().isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("rules");
        for (ServiceRules ruled : root.rules()) {
            json.writeFieldName(ruled.key());
            rules(json, ruled);
        }
        json.writeEndObject();
    }

    static void rules(JsonGenerator json, ServiceRules ruled) throws IOException {
        Rules rules = ruled.rules();
        json.writeStartObject();
        if (!rules.metadata().isEmpty()) {
            json.writeObjectFieldStart("metadata");
            for (int place = 0; place < rules.metadata().size(); place++) {
                json.writeStringField(
                        rules.metadata().key(place), rules.metadata().value(place));
            }
            json.writeEndObject();
        }
        if (rules.ttlMillis() != Rules.UNSET) {
            json.writeNumberField("ttlMs", rules.ttlMillis());
        }
        if (rules.ratioPerMille() != Rules.UNSET) {
            json.writeNumberField("protectionRatioPerMille", rules.ratioPerMille());
        }
        json.writeNumberField("revision", ruled.revision());
        json.writeEndObject();
    }
}
