package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Instance;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import io.maregistry.server.centre.IsoTimes;
import io.maregistry.server.centre.RegisteredService;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.ReleaseSpan;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.util.List;

/**
 * What RegisterCentre's clients are answered: names in PascalCase, statuses as numbers, times in ISO-8601, all of it in a
 * {@code Res}. Texts that are empty are left out. Any thread.
 */
final class CentreJson {

    private static final String SEGMENT = "centre-server";

    private CentreJson() {}

    /** Whether answers at that path are {@code Res}, refusals too. */
    static boolean isAt(String path) {
        int end = path.indexOf('/', 1);
        String first = path.substring(1, end < 0 ? path.length() : end);
        try {
            return Percent.decodeSegment(first).equals(SEGMENT);
        } catch (RegistryException malformed) {
            return false;
        }
    }

    /** Success, with the data that {@code data} writes as one value. */
    static byte[] res(JsonOutput.Body data) {
        return JsonOutput.bytes(json -> writeRes(json, data));
    }

    static void writeRes(JsonGenerator json, JsonOutput.Body data) throws IOException {
        json.writeStartObject();
        json.writeNumberField("Code", 0);
        json.writeStringField("Message", "");
        json.writeFieldName("Data");
        data.writeTo(json);
        json.writeEndObject();
    }

    /** A failure; there are no data. */
    static byte[] error(int status, ErrorCode code, String message) {
        return JsonOutput.bytes(json -> {
            json.writeStartObject();
            json.writeNumberField("Code", status);
            json.writeStringField("Message", code.name() + ": " + message);
            json.writeEndObject();
        });
    }

    static void text(JsonGenerator json, String name, String text) throws IOException {
        if (!text.isEmpty()) {
            json.writeStringField(name, text);
        }
    }

    /** A ServiceRegisterInfo. */
    static void registerInfo(JsonGenerator json, Release said) throws IOException {
        json.writeStartObject();
        text(json, "DomainName", said.product().domainName());
        text(json, "AppId", said.product().appId());
        text(json, "Name", said.product().name());
        text(json, "UpdateTime", said.updateTime());
        text(json, "BuildTime", said.buildTime());
        text(json, "AssemblyVersion", said.assemblyVersion());
        text(json, "ReleaseVersion", said.releaseVersion());
        text(json, "ProjectName", said.product().projectName());
        text(json, "FromClient", said.fromClient());
        json.writeEndObject();
    }

    /** All services of a namespace that list something, as RegisteredServiceStatus. */
    static void services(JsonGenerator json, Root root, String namespace) throws IOException {
        json.writeStartArray();
        for (ServiceView view : root.services()) {
            if (view.size() > 0 && view.name().namespace().equals(namespace)) {
                service(json, root, RegisteredService.of(view));
            }
        }
        json.writeEndArray();
    }

    private static void service(JsonGenerator json, Root root, RegisteredService service) throws IOException {
        Release.Product product = service.newest().product();
        json.writeStartObject();
        json.writeStringField("AppId", service.view().name().name());
        json.writeStringField("ServiceName", product.name());
        text(json, "DomainName", product.domainName());
        json.writeStringField("ProjectName", product.projectName());
        json.writeObjectFieldStart("Instances");
        for (Listed listed : service.view().instances()) {
            json.writeFieldName(RegisteredService.secondName(listed.instance()));
            instance(json, root, service.view().name(), listed);
        }
        json.writeEndObject();
        json.writeNumberField("RunningInstanceCount", service.running());
        json.writeNumberField("TotalInstanceCount", service.view().size());
        json.writeNumberField("OverallStatus", service.overall().number());
        json.writeEndObject();
    }

    private static void instance(JsonGenerator json, Root root, ServiceName service, Listed listed) throws IOException {
        Instance instance = listed.instance();
        long renewedAt = root.live(listed).renewedAtMillis();
        json.writeStartObject();
        json.writeStringField("InstanceId", RegisteredService.secondName(instance));
        json.writeFieldName("RegisterInfo");
        registerInfo(json, RegisteredService.releaseOf(service, instance));
        json.writeNumberField("Status", instance.status().number());
        json.writeStringField(
                "LastHeartbeatTime", IsoTimes.of(renewedAt == 0 ? instance.registeredAtMillis() : renewedAt));
        json.writeStringField("RegistrationTime", IsoTimes.of(instance.registeredAtMillis()));
        json.writeNumberField("HeartbeatCount", root.live(listed).renewals());
        json.writeEndObject();
    }

    /** Which builds ran, oldest first. */
    static void history(JsonGenerator json, List<ReleaseSpan> spans) throws IOException {
        json.writeStartArray();
        for (ReleaseSpan span : spans) {
            json.writeStartObject();
            json.writeStringField("InstanceId", span.instanceId());
            text(json, "BuildTime", span.versions().buildTime());
            text(json, "AssemblyVersion", span.versions().assemblyVersion());
            text(json, "ReleaseVersion", span.versions().releaseVersion());
            json.writeStringField("From", IsoTimes.of(span.fromMillis()));
            if (span.isOver()) {
                json.writeStringField("To", IsoTimes.of(span.toMillis()));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
