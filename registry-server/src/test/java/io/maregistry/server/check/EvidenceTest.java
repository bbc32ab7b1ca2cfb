package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvidenceTest {

    @Test
    void plainTextStaysAsItIs() {
        assertThat(Evidence.of("HTTP/1.1 200 Gr\u00fc\u00df \ud83d\ude00"))
                .isEqualTo("HTTP/1.1 200 Gr\u00fc\u00df \ud83d\ude00");
    }

    @Test
    void whatDisturbsALogIsNotShown() {
        assertThat(Evidence.of("a\r\nb\tc\u001b[31m\u202ed\ud800e\u0000")).isEqualTo("a??b?c?[31m?d?e?");
    }

    @Test
    void longTextIsCut() {
        assertThat(Evidence.of("x".repeat(256))).isEqualTo("x".repeat(256));
        assertThat(Evidence.of("x".repeat(257))).isEqualTo("x".repeat(253) + "...");
    }

    @Test
    void noPairIsCutInTwo() {
        assertThat(Evidence.of("x".repeat(252) + "\ud83d\ude00".repeat(10))).isEqualTo("x".repeat(252) + "...");
    }
}
