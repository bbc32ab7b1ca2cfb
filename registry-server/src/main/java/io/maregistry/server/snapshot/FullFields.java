package io.maregistry.server.snapshot;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.Member;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.server.state.HistoryEntry;
import io.maregistry.server.state.KeptRelease;
import io.maregistry.server.state.LeftGeneration;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.Loss;
import io.maregistry.server.state.Protection;
import io.maregistry.server.state.RememberedRequest;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.Settings;
import io.maregistry.wire.InstanceWriter;
import java.io.IOException;
import java.util.List;

/**
 * Writes what a full document holds behind the plain one's four keys; {@link FullReader} reads it. {@code instances} stand
 * before {@code services}, since a state is built in that order. One thread, one use.
 */
final class FullFields {

    /** The format of full documents; a reader refuses a higher one. */
    static final int FORMAT = 1;

    // encoded once: every instance has them
    private static final SerializedString HANDLE = new SerializedString("handle");
    private static final SerializedString PARAMETERS = new SerializedString("parameters");
    private static final SerializedString REGISTERED_AT = new SerializedString("registeredAt");
    private static final SerializedString REVISION = new SerializedString("revision");
    private static final SerializedString LAST_SEEN_CLOCK = new SerializedString("lastSeenClock");
    private static final SerializedString RENEWED_AT = new SerializedString("renewedAt");
    private static final SerializedString HEARTBEAT_COUNT = new SerializedString("heartbeatCount");

    private final JsonGenerator json;
    private final Root root;

    FullFields(JsonGenerator json, Root root) {
        this.json = json;
        this.root = root;
    }

    void write() throws IOException {
        Scalars scalars = root.scalars();
        json.writeNumberField("format", FORMAT);
        json.writeStringField("lineage", ResumeToken.lineageText(scalars.lineage()));
        json.writeNumberField("revision", scalars.revision());
        json.writeNumberField("clock", scalars.clockMillis());
        json.writeNumberField("index", root.position().index());
        json.writeNumberField("term", root.position().term());
        json.writeStringField("stateHash", root.hash().toString());
        json.writeStringField("clusterId", scalars.clusterId());
        json.writeNumberField("nextHandle", scalars.nextHandle());
        json.writeNumberField("floor", scalars.floor());
        json.writeNumberField("formatLevel", scalars.formatLevel());
        settings();
        instances();
        services();
        members();
        requests();
        generations();
        protections();
        losses();
        history();
        ConfigFields.write(json, root);
        new ItemFields(json, root).write();
        releases();
    }

    private void settings() throws IOException {
        Settings settings = root.settings();
        json.writeObjectFieldStart("settings");
        json.writeNumberField("defaultTtlMs", settings.defaultTtlMillis());
        json.writeNumberField("offlineGraceMs", settings.offlineGraceMillis());
        json.writeNumberField("protectionRatioPerMille", settings.doubt().ratioPerMille());
        json.writeNumberField("protectionMin", settings.doubt().min());
        json.writeNumberField("protectionRatePerMille", settings.doubt().ratePerMille());
        json.writeNumberField("protectionHoldMs", settings.doubt().holdMillis());
        json.writeBooleanField("renewBumpsVersion", settings.renewBumpsVersion());
        json.writeNumberField("instancesPerService", settings.limits().instancesPerService());
        json.writeNumberField("services", settings.limits().services());
        json.writeNumberField("instances", settings.limits().instances());
        if (!settings.configs().equals(Settings.ConfigLimits.DEFAULT)) {
            json.writeNumberField("configs", settings.configs().items());
            json.writeNumberField("configBytes", settings.configs().bytes());
        }

        if (settings.strictNamespaces()) {
            json.writeBooleanField("namespacesStrict", true);
        }
        json.writeEndObject();
    }

    private void instances() throws IOException {
        json.writeObjectFieldStart("instances");
        for (ServiceView service : root.services()) {
            for (Listed listed : service.instances()) {
                json.writeObjectFieldStart(SnapshotDocument.key(service, listed.instance()));
                number(HANDLE, listed.handle());
                instance(listed.instance());
                live(root.live(listed));
                json.writeEndObject();
            }
        }
        json.writeEndObject();
    }

    private void instance(Instance instance) throws IOException {
        parameters(json, instance.content());
        details(json, instance);
        number(REGISTERED_AT, instance.registeredAtMillis());
        number(REVISION, instance.revision());
    }

    /** What an instance says beside identity, parameters, registration and revision, where it differs from its default. */
    static void details(JsonGenerator json, Instance instance) throws IOException {
        InstanceWriter.contentFields(json, instance.content());
        if (!instance.operator().enabled()) {
            json.writeBooleanField("enabled", false);
        }
        InstanceWriter.operatorFields(json, instance.operator());
        if (instance.ownStatus() != Status.RUNNING) {
            json.writeStringField("status", instance.ownStatus().text());
        }
        if (instance.registered() != null) {
            json.writeObjectFieldStart("registered");
            parameters(json, instance.registered());
            InstanceWriter.contentFields(json, instance.registered());
            json.writeEndObject();
        }
        if (instance.checkState() != null) {
            checkState(json, instance.checkState());
        }
    }

    private static void checkState(JsonGenerator json, CheckState found) throws IOException {
        json.writeObjectFieldStart("checkState");
        json.writeStringField("verdict", found.verdict().text());
        json.writeNumberField("since", found.sinceMillis());
        json.writeNumberField("sinceWall", found.sinceWallMillis());
        json.writeStringField("evidence", found.evidence());
        json.writeNumberField("latencyMs", found.latencyMillis());
        json.writeEndObject();
    }

    private static void parameters(JsonGenerator json, Content content) throws IOException {
        if (!content.parameters().isEmpty()) {
            json.writeFieldName(PARAMETERS);
            InstanceWriter.pairs(json, content.parameters());
        }
    }

    private void live(LiveNumbers numbers) throws IOException {
        number(LAST_SEEN_CLOCK, numbers.lastSeenMillis());
        if (numbers.renewedAtMillis() != 0) {
            number(RENEWED_AT, numbers.renewedAtMillis());
        }
        if (numbers.renewals() != 0) {
            number(HEARTBEAT_COUNT, numbers.renewals());
        }
        InstanceWriter.metrics(json, numbers.metrics());
    }

    private void number(SerializedString name, long value) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(value);
    }

    private void services() throws IOException {
        json.writeObjectFieldStart("services");
        for (ServiceView service : root.services()) {
            json.writeObjectFieldStart(service.name().key());
            json.writeNumberField("revision", service.revision());
            json.writeNumberField("version", service.version());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void members() throws IOException {
        json.writeArrayFieldStart("members");
        for (Member member : root.members()) {
            json.writeStartObject();
            json.writeStringField("peer", member.peer());
            json.writeStringField("name", member.name());
            json.writeStringField("nodeId", member.nodeId());
            json.writeStringField("http", member.addresses().http());
            json.writeStringField("grpc", member.addresses().grpc());
            json.writeStringField("node", member.addresses().node());
            json.writeStringField("build", member.build());
            json.writeNumberField("formatLevel", member.formatLevel());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void requests() throws IOException {
        json.writeArrayFieldStart("requests");
        for (RememberedRequest request : root.requests()) {
            json.writeStartObject();
            json.writeNumberField("order", request.order());
            json.writeStringField("id", request.id().toString());
            json.writeStringField("result", request.result().name());
            json.writeNumberField("revision", request.revision());
            json.writeNumberField("at", request.atMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void generations() throws IOException {
        json.writeArrayFieldStart("generations");
        for (LeftGeneration left : root.generations()) {
            json.writeStartObject();
            json.writeNumberField("order", left.order());
            json.writeStringField("service", left.service().key());
            json.writeStringField("id", left.id().url());
            json.writeNumberField("generation", left.generation());
            json.writeNumberField("at", left.atMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void protections() throws IOException {
        json.writeArrayFieldStart("protections");
        for (Protection protection : root.protections()) {
            json.writeStartObject();
            json.writeStringField("service", protection.service().key());
            json.writeNumberField("since", protection.sinceMillis());
            json.writeNumberField("sinceWall", protection.sinceWallMillis());
            json.writeNumberField("instances", protection.instances());
            json.writeNumberField("silent", protection.silent());
            json.writeNumberField("released", protection.released());
            json.writeNumberField("paid", protection.paidMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void history() throws IOException {
        json.writeObjectFieldStart("history");
        for (ServiceView service : root.services()) {
            List<HistoryEntry> entries = root.history(service).entries();
            if (!entries.isEmpty()) {
                json.writeArrayFieldStart(service.name().key());
                for (HistoryEntry entry : entries) {
                    history(entry);
                }
                json.writeEndArray();
            }
        }
        json.writeEndObject();
    }

    private void history(HistoryEntry entry) throws IOException {
        json.writeStartObject();
        json.writeNumberField("revision", entry.revision());
        json.writeNumberField("place", entry.place());
        json.writeNumberField("at", entry.atMillis());
        json.writeNumberField("term", entry.term());
        json.writeStringField("action", entry.action().name());
        json.writeStringField("cause", entry.cause().name());
        json.writeStringField("id", entry.id().url());
        json.writeNumberField("silent", entry.lastedMillis());
        if (!entry.detail().isEmpty()) {
            json.writeStringField("detail", entry.detail());
        }
        json.writeEndObject();
    }

    /** Absent where no instance ever named a version. */
    private void releases() throws IOException {
        ServiceName current = null;
        for (KeptRelease release : root.releases()) {
            if (current == null) {
                json.writeObjectFieldStart("releases");
            }
            if (current == null || !release.service().equals(current)) {
                if (current != null) {
                    json.writeEndArray();
                }
                current = release.service();
                json.writeArrayFieldStart(current.key());
            }
            ReleaseFields.write(json, release);
        }
        if (current != null) {
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void losses() throws IOException {
        json.writeArrayFieldStart("losses");
        for (Loss loss : root.losses()) {
            json.writeStartObject();
            json.writeNumberField("order", loss.order());
            json.writeStringField("service", loss.service().key());
            json.writeNumberField("count", loss.count());
            json.writeNumberField("at", loss.atMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
