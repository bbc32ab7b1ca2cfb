package io.maregistry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {

    private static final Parameters PARAMETERS = Parameters.of(Map.of(
            "zone", "a",
            "version", "1.10",
            "cores", "9",
            "name", "blue one",
            "quote", "say \"hi\" \\o",
            "empty", "",
            "metrics.load", "of the parameters"));
    private static final Instance INSTANCE = with(PARAMETERS);
    private static final Map<String, String> METRICS = Map.of("load", "0.75", "calls", "10", "broken", "much");

    private static Instance with(Parameters parameters) {
        return new Instance(
                new InstanceId("https", "10.0.0.7", 8443, "shop"),
                Content.PLAIN.withParameters(parameters).withWeight(3),
                new Operator(true, true, 20, null),
                Status.UPDATING,
                1_763_000_000_000L,
                12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zone",
                " zone ",
                "metadata.zone",
                "!rack",
                "! rack",
                "!metadata.rack",
                "zone=a",
                "zone = a",
                "zone=\"a\"",
                "rack!=a",
                "zone!=b",
                "empty=\"\"",
                "name=\"blue one\"",
                "name^=blue",
                "name^=\"blue o\"",
                "quote=\"say \\\"hi\\\" \\\\o\"",
                "zone in (b, a)",
                "zone in(a)",
                "zone in (\"a\",\"b,c\")",
                "version=1.10",
                "version!=1.1",
                "version<1.2",
                "version>=1.1",
                "cores<10",
                "cores>-3.5",
                "cores<=9.0",
                "zone>A",
                "zone<=a",
                "cores<nine",
                "metrics.load",
                "metrics.load>0.5",
                "metrics.load<0.750001",
                "metrics.calls=10.0",
                "metrics.calls in (9,10.00)",
                "metrics.calls!=9",
                "instance.status=Updating",
                "instance.status in (Running, Updating)",
                "instance.healthy=false",
                "instance.draining=true",
                "instance.enabled=true",
                "instance.weight>=20",
                "instance.weight>9",
                "instance.scheme=https",
                "instance.host^=10.0.",
                "instance.port=8443",
                "instance.port",
                "!metrics.broken",
                "!metrics.zone",
                "metrics.broken!=1"
            })
    void matching(String condition) {
        assertThat(Filter.of(condition).matches(INSTANCE, METRICS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rack",
                "!zone",
                "zone=b",
                "zone=A",
                "zone!=a",
                "version=1.1",
                "version>1.2",
                "cores>10",
                "cores>=nine",
                "rack=a",
                "rack>a",
                "rack<a",
                "rack in (a,b)",
                "rack^=a",
                "zone in (b,c)",
                "name^=one",
                "metrics.zone",
                "metrics.load>1",
                "metrics.broken",
                "metrics.broken>0",
                "metrics.calls!=10.0",
                "instance.status=Running",
                "instance.healthy=true",
                "instance.weight=3",
                "instance.host^=10.1.",
                "!instance.port",
                "metadata.instance.port",
                "metadata.metrics.nothing"
            })
    void notMatching(String condition) {
        assertThat(Filter.of(condition).matches(INSTANCE, METRICS)).isFalse();
    }

    @Test
    void parameterWithTheNameOfAMetricIsReadByItsWholeName() {
        assertThat(Filter.of("metadata.metrics.load^=of").matches(INSTANCE, METRICS))
                .isTrue();
    }

    @Test
    void allConditionsMustMatch() {
        assertThat(Filter.of().matches(INSTANCE, METRICS)).isTrue();
        assertThat(Filter.of("zone=a", "cores>8").matches(INSTANCE, METRICS)).isTrue();
        assertThat(Filter.of("zone=a", "cores>9").matches(INSTANCE, METRICS)).isFalse();
    }

    @Test
    void textsAreOrderedByCodePoints() {
        Parameters face = Parameters.of(Map.of("sign", "\uD83D\uDE00")); // beyond \uFF5E, but not in UTF-16

        assertThat(Filter.of("sign>\uFF5E").matches(with(face), Map.of())).isTrue();
        assertThat(Filter.of("sign>=\uD83D\uDE00").matches(with(face), Map.of()))
                .isTrue();
        assertThat(Filter.of("sign>\uD83D\uDE00a").matches(with(face), Map.of()))
                .isFalse();
    }

    @Test
    void saysWhetherItReadsMetrics() {
        assertThat(Filter.of("zone", "!metrics.load").readsMetrics()).isTrue();
        assertThat(Filter.of("zone", "metadata.metrics.load").readsMetrics()).isFalse();
    }

    @Test
    void sameConditionsAreTheSameFilter() {
        assertThat(Filter.of("zone=a", "cores>8"))
                .isEqualTo(Filter.of("zone=a", "cores>8"))
                .hasSameHashCodeAs(Filter.of("zone=a", "cores>8"))
                .hasToString("[zone=a, cores>8]")
                .isNotEqualTo(Filter.of("cores>8", "zone=a"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            =a                 | character 1: expected a key
            !                  | character 2: expected a key
            metrics.           | a key must follow metrics.
            metadata.=1        | a key must follow metadata.
            !zone=a            | character 6: nothing may follow a key behind !
            zone=              | character 6: expected a value; the empty one is written ""
            zone==a            | character 6: expected a value
            zone=a b           | character 8: nothing may follow the value
            zone a             | character 6: expected = != > >= < <= ^= or in
            zone ina           | character 6: expected = != > >= < <= ^= or in
            zone in            | character 6: expected = != > >= < <= ^= or in
            zone in ()         | character 10: expected a value
            zone in (a         | character 11: expected , or )
            zone in (a,        | character 12: expected a value
            zone in (a) b      | character 13: nothing may follow
            zone="a            | the closing double quote is missing
            zone="a\\n"        | behind \\ only
            zone="a"b          | character 9: nothing may follow
            instance.foo=1     | character 10: an instance has healthy, status,
            instance.=1        | a key must follow instance.
            metrics.load=much  | metrics compare with decimal numbers only
            metrics.load>1e9   | metrics compare with decimal numbers only
            metrics.load>.5    | metrics compare with decimal numbers only
            metrics.load>5.    | metrics compare with decimal numbers only
            metrics.load>1.2.3 | metrics compare with decimal numbers only
            metrics.load^=1    | metrics are numbers and have no prefix
            """)
    void unlawful(String condition, String why) {
        assertThatThrownBy(() -> Filter.of(condition))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void placeOfAFaultIsACharacterFromOne() {
        FilterException fault = catchThrowableOfType(FilterException.class, () -> Filter.of("zone", "cores >> 8"));
        assertThat(fault.character()).isEqualTo(8);
        FilterException whole = catchThrowableOfType(FilterException.class, () -> Filter.of("x".repeat(9_000)));
        assertThat(whole.character()).isZero();
    }

    @Test
    void emptyTextIsNoCondition() {
        assertThatThrownBy(() -> Filter.of("")).hasMessageContaining("expected a key");
        assertThatThrownBy(() -> Filter.of("  ")).hasMessageContaining("expected a key");
    }

    @Test
    void everythingIsBounded() {
        assertThatThrownBy(() -> Filter.of("a=" + "x".repeat(8_191)))
                .hasMessage("filter must have at most 8192 characters, had 8193");
        assertThatThrownBy(() -> Filter.of(Collections.nCopies(65, "zone")))
                .hasMessage("filter must have at most 64 conditions, had 65");
        assertThatThrownBy(() -> Filter.of("a in (" + "x,".repeat(256) + "x)"))
                .hasMessageContaining("at most 256 values");
        assertThatThrownBy(() -> Filter.of("=" + "x".repeat(8_000)))
                .satisfies(wrong -> assertThat(wrong.getMessage()).hasSizeLessThan(300));
    }
}
