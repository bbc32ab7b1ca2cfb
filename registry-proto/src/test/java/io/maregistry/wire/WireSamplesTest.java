package io.maregistry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.Status;
import io.maregistry.proto.v1.ErrorDetail;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.RegistryMessages;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.wire.WireSamples.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Today's code reads and writes what releases before it wrote, and reads what releases behind it may write. */
class WireSamplesTest {

    private static final Path ODD = Path.of("src/test/resources/wire/v1-odd");

    private static final Instance PLAIN = new Instance(
            new InstanceId("http", "10.0.0.2", 8080, ""),
            Content.PLAIN,
            Operator.NONE,
            Status.RUNNING,
            1_763_700_000_001L,
            58);

    private static final Instance FULL = new Instance(
            new InstanceId("https", "10.0.0.1", 8443, "api/v2"),
            new Content(
                    Parameters.of(Map.of("zone", "a", "tag", "gr\u00fcn \ud83d\ude00")),
                    50,
                    new Lease(true, 20_000, 300_000),
                    1_763_700_000_000L,
                    "orders-1",
                    new HealthCheck(
                            HealthCheck.Type.HTTP,
                            8444,
                            "/health",
                            new HealthCheck.Pace(5_000, 1_000, 3, 4),
                            Status.ERROR,
                            60_000),
                    new Release(
                            new Release.Product("orders", "Orders", "shop.example", "shop"),
                            "2026-01-02T03:04:05Z",
                            "2026-01-01T00:00:00Z",
                            "1.2.3.4",
                            "1.2.3",
                            "10.0.0.1:8443")),
            new Operator(false, true, 10, null),
            Status.UPDATING,
            1_763_700_000_000L,
            41);

    static List<Sample> samples() {
        return WireSamples.all();
    }

    /** Bytes of new samples; those that are there stay as they are. */
    @BeforeAll
    static void writeMissing() throws IOException {
        if (Boolean.getBoolean("wire.samples.write")) {
            for (Sample sample : samples()) {
                write(sample.bytes(WireSamples.V1), sample.meaning());
                write(sample.bytes(WireSamples.FUTURE), WireSamples.withUnknownFields(sample.meaning()));
            }
        }
    }

    private static void write(Path file, Message message) throws IOException {
        if (!Files.exists(file)) {
            Files.createDirectories(file.getParent());
            Files.write(file, WireSamples.written(message));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void bytesOfTheFirstReleaseMeanWhatTheyMeant(Sample sample) {
        assertThat(sample.parsed(sample.read(WireSamples.V1))).isEqualTo(sample.meaning());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sameMessageIsWrittenInTheSameBytes(Sample sample) {
        assertThat(WireSamples.written(sample.meaning())).isEqualTo(sample.read(WireSamples.V1));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void fieldsThatNobodyKnowsYetDoNoHarm(Sample sample) {
        Message later = sample.parsed(sample.read(WireSamples.FUTURE));

        assertThat(later.getUnknownFields().asMap()).isNotEmpty();
        assertThat(WireSamples.known(later)).isEqualTo(sample.meaning());
    }

    @Test
    void everyFieldOfEveryMessageIsInASample() {
        Set<String> seen = new TreeSet<>();
        samples().forEach(sample -> collect(sample.meaning(), seen));
        Set<String> all = new TreeSet<>();
        for (Descriptor type : RegistryMessages.getDescriptor().getMessageTypes()) {
            type.getFields().forEach(field -> all.add(field.getFullName()));
        }

        assertThat(seen).containsAll(all);
    }

    private static void collect(Message message, Set<String> seen) {
        message.getAllFields().forEach((field, value) -> {
            seen.add(field.getFullName());
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                List<?> values = field.isRepeated() ? (List<?>) value : List.of(value);
                values.forEach(each -> collect((Message) each, seen));
            }
        });
    }

    @Test
    void listedInstancesAreThoseOfTheModelWhateverReleaseWroteThem() throws IOException {
        Sample sample = WireSamples.sample("GetServiceReply-list");
        for (Path folder : List.of(WireSamples.V1, WireSamples.FUTURE)) {
            GetServiceReply reply = GetServiceReply.parseFrom(sample.read(folder));

            assertThat(reply.getService().getInstancesList())
                    .extracting(InstanceMessages::listed)
                    .containsExactly(FULL, PLAIN);
        }
        assertThat(InstanceMessages.toMessage(FULL).toBuilder().build())
                .isEqualTo(((GetServiceReply) sample.meaning()).getService().getInstances(0));
    }

    @Test
    void requestsOfOlderClientsWithoutLaterFieldsMeanTheDefaults() throws IOException {
        RegisterRequest request = RegisterRequest.parseFrom(
                WireSamples.sample("RegisterRequest-plain").read(WireSamples.V1));

        InstanceRequest asked =
                InstanceMessages.request(request.getItems(0).getInstance(), InstanceLimits.DEFAULT, "items[0]");
        assertThat(request.getRequestId()).isEmpty();
        assertThat(KeyMessages.service(request.getItems(0).getService(), "").key())
                .isEqualTo("orders");
        assertThat(asked).isEqualTo(new InstanceRequest(PLAIN.id(), Content.PLAIN, true));
    }

    @Test
    void errorsKeepTheirKind() throws IOException {
        assertThat(exception("ErrorDetail-not-leader")).isInstanceOf(RegistryException.NotLeader.class);
        assertThat(exception("ErrorDetail-everything"))
                .isInstanceOfSatisfying(
                        RegistryException.Overloaded.class,
                        error -> assertThat(error.retryAfterSeconds()).isEqualTo(2));
        assertThat(exception("ErrorDetail-compacted"))
                .isInstanceOfSatisfying(
                        RegistryException.Compacted.class,
                        error -> assertThat(error.oldest()).isEqualTo(40));
    }

    private static RegistryException exception(String name) throws IOException {
        return Objects.requireNonNull(ErrorDetails.exception(
                ErrorDetail.parseFrom(WireSamples.sample(name).read(WireSamples.FUTURE))));
    }

    @Test
    void eventThatNobodyKnowsYetIsReadAsNone() throws IOException {
        WatchEvent event = WatchEvent.parseFrom(Files.readAllBytes(ODD.resolve("WatchEvent-other-event.binpb")));

        assertThat(event.getEventCase()).isEqualTo(WatchEvent.EventCase.EVENT_NOT_SET);
        assertThat(event.getToken()).isEqualTo("5f1c09ab77e2d410-61");
    }

    @Test
    void statusAndCheckThatNobodyKnowsYetCountAsWhatIsSure() throws IOException {
        GetServiceReply reply =
                GetServiceReply.parseFrom(Files.readAllBytes(ODD.resolve("GetServiceReply-other-values.binpb")));

        Instance listed = InstanceMessages.listed(reply.getService().getInstances(0));
        assertThat(listed.status()).isEqualTo(Status.RUNNING);
        assertThat(listed.isHealthy()).isTrue();
        assertThat(listed.content().check()).isNull();
    }

    @Test
    void codeThatNobodyKnowsYetIsNoException() throws IOException {
        ErrorDetail detail = ErrorDetail.parseFrom(Files.readAllBytes(ODD.resolve("ErrorDetail-other-code.binpb")));

        assertThat(ErrorDetails.exception(detail)).isNull();
    }
}
