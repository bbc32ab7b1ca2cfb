package io.maregistry.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations, sizes, shares and addresses as text. */
class ValueTextsTest {

    @ParameterizedTest
    @CsvSource({"0s,0", "250ms,250", "30s,30000", "90s,90000", "5m,300000", "1h,3600000", "24h,86400000"})
    void durationReadsAsItIsWritten(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(Durations.print(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "-5s", "5 s", "5S", "1.5s", "PT5S", "5d", "9999999999999s"})
    void otherTextIsNoDuration(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"0B,0", "512B,512", "1KiB,1024", "256KiB,262144", "1MiB,1048576", "3GiB,3221225472"})
    void sizeReadsAsItIsWritten(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
        assertThat(Sizes.print(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "1MB", "1mib", "1 MiB", "-1KiB", "1.5MiB"})
    void otherTextIsNoSize(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Sizes.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.3,300", "0.05,50", "0.125,125", "1,1000", "10,10000"})
    void shareReadsAsItIsWritten(String text, int perMille) {
        assertThat(Shares.parse(text)).isEqualTo(perMille);
        assertThat(Shares.print(perMille)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".3", "0.3333", "30%", "-0.3", "0,3"})
    void otherTextIsNoShare(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Shares.parse(text));
    }

    @Test
    void optionsReadAsTheyAreWritten() {
        assertThat(Kind.OPTIONS.read().apply("zone=a, region=eu=west"))
                .isEqualTo(Map.of("zone", "a", "region", "eu=west"));
        assertThat(Kind.OPTIONS.write().apply(Map.of("zone", "a", "region", "")))
                .isEqualTo("region=,zone=a");
        assertThat(Kind.OPTIONS.read().apply("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "=b", "a=1,a=2", "a=1,"})
    void otherTextIsNoOptions(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kind.OPTIONS.read().apply(text));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:8081,127.0.0.1,8081", "[::1]:0,::1,0", "node-1.example:65535,node-1.example,65535"})
    void addressReadsAsItIsWritten(String text, String host, int port) {
        assertThat(Address.parse(text)).isEqualTo(new Address(host, port)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":1", "a", "a:", "a:b", "a:-1", "a:65536", "a:123456", "::1:80", " :1"})
    void otherTextIsNoAddress(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Address.parse(text));
    }

    @Test
    void localhostIsTheSameAsItsAddress() {
        assertThat(Address.parse("localhost:1").isSameAs(Address.parse("127.0.0.1:1")))
                .isTrue();
        assertThat(Address.parse("N1:1").isSameAs(Address.parse("n1:1"))).isTrue();
        assertThat(Address.parse("n1:1").isSameAs(Address.parse("n1:2"))).isFalse();
    }
}
