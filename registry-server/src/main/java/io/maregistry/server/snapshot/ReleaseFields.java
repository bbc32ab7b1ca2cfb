package io.maregistry.server.snapshot;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Versions;
import io.maregistry.server.state.KeptRelease;
import io.maregistry.server.state.ReleaseSpan;
import io.maregistry.wire.JsonInput;
import java.io.IOException;

/** A line of a service's version history as an object. One thread. */
final class ReleaseFields {

    private ReleaseFields() {}

    static void write(JsonGenerator json, KeptRelease release) throws IOException {
        ReleaseSpan span = release.span();
        json.writeStartObject();
        json.writeNumberField("order", release.order());
        json.writeStringField("id", span.id().url());
        json.writeStringField("instanceId", span.instanceId());
        json.writeStringField("buildTime", span.versions().buildTime());
        json.writeStringField("assemblyVersion", span.versions().assemblyVersion());
        json.writeStringField("releaseVersion", span.versions().releaseVersion());
        json.writeNumberField("from", span.fromMillis());
        json.writeNumberField("to", span.toMillis());
        json.writeEndObject();
    }

    static KeptRelease read(JsonInput in, ServiceName service) {
        TextRow row = new TextRow(in);
        in.fields(row::field);
        try {
            return new KeptRelease(
                    service,
                    row.number("order"),
                    new ReleaseSpan(
                            InstanceId.ofUrl(row.text("id")),
                            row.text("instanceId"),
                            new Versions(
                                    row.text("buildTime"), row.text("assemblyVersion"), row.text("releaseVersion")),
                            row.number("from"),
                            row.number("to")));
        } catch (IllegalArgumentException rule) {
            throw in.fault("is unlawful: " + rule.getMessage());
        }
    }
}
