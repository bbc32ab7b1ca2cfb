package io.maregistry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Lease;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatchReaderTest {

    private static final int PORT = 8_080;
    private static final Operator SET = new Operator(false, true, 7, Status.ERROR);
    private static final HealthCheck CHECK = new HealthCheck(
            HealthCheck.Type.HTTP, 9, "/h", new HealthCheck.Pace(5_000, 1_000, 4, 5), Status.OFFLINE, 60_000);
    private static final Content CONTENT = new Content(
            Parameters.of(Map.of("env", "dev", "zone", "z1")),
            50,
            new Lease(true, 9_000, 1_000),
            3,
            "second",
            CHECK,
            Content.PLAIN.release());

    @Test
    void whatIsNotNamedStays() {
        for (String body :
                new String[] {"{}", "{\"host\":\"h\",\"generation\":9,\"draining\":true,\"x\":{\"y\":[1]}}"}) {
            assertThat(read(body)).isEqualTo(InstancePatch.NONE);
            assertThat(read(body).applyTo(SET)).isEqualTo(SET);
            assertThat(read(body).applyTo(CONTENT, PORT)).isEqualTo(CONTENT);
        }
    }

    @Test
    void whatIsNamedChanges() {
        InstancePatch patch = read("{\"weight\":0,\"enabled\":true,\"status\":\"Updating\",\"ttlMs\":3000}");

        assertThat(patch.applyTo(SET)).isEqualTo(new Operator(true, true, 0, Status.UPDATING));
        assertThat(patch.applyTo(CONTENT, PORT)).isEqualTo(CONTENT.withLease(new Lease(true, 3_000, 1_000)));
    }

    @Test
    void nullTakesAValueAway() {
        InstancePatch patch = read("{\"weight\":null,\"enabled\":null,\"status\":null,\"ttlMs\":null,"
                + "\"parameters\":null,\"check\":null}");

        assertThat(patch.applyTo(SET)).isEqualTo(new Operator(true, true, null, null));
        Content after = patch.applyTo(CONTENT, PORT);
        assertThat(after.parameters().isEmpty()).isTrue();
        assertThat(after.lease()).isEqualTo(new Lease(true, Lease.UNSET, 1_000));
        assertThat(after.check()).isNull();
        assertThat(after.weight()).as("the client's own").isEqualTo(50);
    }

    @Test
    void parametersAreMerged() {
        assertThat(parameters("{\"parameters\":{\"zone\":\"z2\",\"env\":null,\"none\":null,\"a\":\"\"}}"))
                .isEqualTo(Map.of("a", "", "zone", "z2"));
        assertThat(parameters("{\"metadata\":{\"env\":\"prod\"}}")).isEqualTo(Map.of("env", "prod", "zone", "z1"));
        assertThat(parameters("{\"parameters\":{}}")).isEqualTo(Map.of("env", "dev", "zone", "z1"));
    }

    @Test
    void checkIsMerged() {
        InstancePatch patch = read("{\"check\":{\"type\":\"tcp\",\"port\":null,\"path\":null,\"timeoutMs\":null,"
                + "\"rise\":null,\"fall\":9,\"initial\":null,\"removeAfterMs\":0}}");

        assertThat(patch.applyTo(CONTENT, PORT).check())
                .isEqualTo(new HealthCheck(
                        HealthCheck.Type.TCP, PORT, "", new HealthCheck.Pace(5_000, 2_000, 2, 9), Status.RUNNING, 0));
        assertThat(read("{\"check\":{\"type\":\"http\",\"path\":\"/x\"}}")
                        .applyTo(Content.PLAIN, PORT)
                        .check())
                .isEqualTo(new HealthCheck(
                        HealthCheck.Type.HTTP, PORT, "/x", HealthCheck.Pace.DEFAULT, Status.RUNNING, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"intervalMs\":5000}", "{\"type\":null}", "{}"})
    void checkWithoutATypeIsUnlawful(String check) {
        InstancePatch patch = read("{\"check\":" + check + "}");

        assertThatThrownBy(() -> patch.applyTo(Content.PLAIN, PORT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("check.type is missing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"weight":-1}                    | weight
            {"weight":10001}                 | weight
            {"weight":1.5}                   | weight
            {"enabled":"yes"}                | enabled
            {"status":"Gone"}                | status
            {"ttlMs":2999}                   | ttlMs
            {"ttlMs":3600001}                | ttlMs
            {"parameters":"x"}               | parameters
            {"parameters":{"":"v"}}          | parameters.
            {"parameters":{"":null}}         | parameters.
            {"parameters":{"a":{}}}          | parameters.a
            {"parameters":{},"metadata":{}}  | metadata
            {"check":[]}                     | check
            {"check":{"type":"udp"}}         | check.type
            {"check":{"port":0}}             | check.port
            {"check":{"rise":0}}             | check.rise
            {"check":{"fall":101}}           | check.fall
            {"check":{"path":"x"}}           | check.path
            {"check":{"intervalMs":500}}     | check.intervalMs
            {"check":{"timeoutMs":3600001}}  | check.timeoutMs
            {"check":{"initial":"x"}}        | check.initial
            {"check":{"removeAfterMs":-1}}   | check.removeAfterMs
            {"metrics":[]}                   | metrics
            {"metrics":{"cpu":"1"}}          | metrics.cpu
            {"metrics":{"cpu":1e3}}          | metrics.cpu
            {"metrics":{"":1}}               | metrics.
            {"metrics":{"":null}}            | metrics.
            """)
    void whatIsUnlawfulIsRefusedWithItsPlace(String body, String place) {
        assertThatThrownBy(() -> read(body)).isInstanceOfSatisfying(InvalidRequest.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_INSTANCE);
            assertThat(refused.place()).contains(place);
        });
    }

    @Test
    void metricsAreMergedByName() {
        assertThat(read("{\"metrics\":{\"cpu\":45.50,\"qps\":null}}").metrics())
                .isEqualTo(new ParametersPatch(false, Parameters.of(Map.of("cpu", "45.50")), List.of("qps")));
        assertThat(read("{\"metrics\":null}").metrics()).isEqualTo(ParametersPatch.CLEAR);
        assertThat(read("{\"metrics\":{}}").metrics()).isEqualTo(ParametersPatch.NONE);
    }

    @Test
    void noMoreMetricsAreNamedThanThereCanBe() {
        String most =
                IntStream.range(0, 64).mapToObj(key -> "\"k" + key + "\":1").collect(Collectors.joining(","));
        assertThat(read("{\"metrics\":{" + most + "}}").metrics().set().size()).isEqualTo(64);
        assertThatThrownBy(() -> read("{\"metrics\":{" + most + ",\"more\":1}}"))
                .isInstanceOf(InvalidRequest.class);
    }

    @Test
    void noMoreKeysGoThanThereCanBe() {
        String keys =
                IntStream.range(0, 129).mapToObj(key -> "\"k" + key + "\":null").collect(Collectors.joining(","));

        assertThatThrownBy(() -> read("{\"parameters\":{" + keys + "}}"))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("at most 128");
        assertThatThrownBy(() -> read("{\"parameters\":{\"" + "k".repeat(129) + "\":null}}"))
                .isInstanceOf(InvalidRequest.class);
    }

    private static Map<String, String> parameters(String body) {
        return read(body).applyTo(CONTENT, PORT).parameters().asMap();
    }

    private static InstancePatch read(String body) {
        return new PatchReader(InstanceLimits.DEFAULT).read(body.getBytes(StandardCharsets.UTF_8));
    }
}
