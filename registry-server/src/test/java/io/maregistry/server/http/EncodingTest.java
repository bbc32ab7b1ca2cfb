package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EncodingTest {

    @Test
    void clientThatSaysNothingGetsPlainBytes() {
        assertThat(Encoding.preferredBy(null)).isEqualTo(Encoding.IDENTITY);
        assertThat(Encoding.preferredBy("")).isEqualTo(Encoding.IDENTITY);
        assertThat(Encoding.preferredBy("br, deflate")).isEqualTo(Encoding.IDENTITY);
    }

    @Test
    void clientGetsWhatItPrefers() {
        assertThat(Encoding.preferredBy("gzip")).isEqualTo(Encoding.GZIP);
        assertThat(Encoding.preferredBy("GZIP, deflate, br")).isEqualTo(Encoding.GZIP);
        assertThat(Encoding.preferredBy("gzip, zstd")).isEqualTo(Encoding.ZSTD);
        assertThat(Encoding.preferredBy("zstd;q=0.5, gzip;q=0.8")).isEqualTo(Encoding.GZIP);
    }

    @Test
    void whatTheClientExcludesIsNotUsed() {
        assertThat(Encoding.preferredBy("gzip;q=0")).isEqualTo(Encoding.IDENTITY);
        assertThat(Encoding.preferredBy("zstd;q=0, gzip;q=0.001")).isEqualTo(Encoding.GZIP);
        assertThat(Encoding.preferredBy("gzip;q=garbage")).isEqualTo(Encoding.IDENTITY);
    }
}
