package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.server.registry.ProtectedService;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Settings;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.util.List;

/** Which services are protected from losing their silent instances: {@code GET /v1/cluster/protection}. */
final class ProtectionResource {

    private static final double WHOLE = 1_000; // thousandths

    private final Reads reads;

    ProtectionResource(Reads reads) {
        this.reads = reads;
    }

    List<Route> routes() {
        return List.of(
                new Route(Verb.GET, "/v1/cluster/protection", Route.Intake.DROPPED, Reads.PARAMETERS, this::show));
    }

    private void show(Exchange exchange) {
        reads.serve(exchange, (root, labels) -> Answer.json(labels, JsonOutput.bytes(json -> write(json, root))));
    }

    private static void write(JsonGenerator json, Root root) throws IOException {
        Settings.Doubt doubt = root.settings().doubt();
        json.writeStartObject();
        json.writeNumberField("ratio", doubt.ratioPerMille() / WHOLE);
        json.writeNumberField("min", doubt.min());
        json.writeArrayFieldStart("active");
        for (ProtectedService service : ProtectedService.of(root)) {
            write(json, service);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, ProtectedService service) throws IOException {
        json.writeStartObject();
        json.writeStringField("service", service.service().key());
        json.writeNumberField("since", service.span().sinceMillis());
        json.writeNumberField("until", service.span().untilMillis());
        json.writeNumberField("instances", service.instances());
        json.writeNumberField("silent", service.silent());
        json.writeNumberField("held", service.held());
        json.writeNumberField("ratePerSecond", service.ratePerSecond());
        json.writeStringField("reason", service.reason());
        json.writeEndObject();
    }
}
