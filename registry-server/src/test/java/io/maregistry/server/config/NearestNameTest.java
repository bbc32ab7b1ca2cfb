package io.maregistry.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {

    @Test
    void distanceCountsInsertionsDeletionsAndReplacements() {
        assertThat(NearestName.distance("", "")).isZero();
        assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(NearestName.distance("", "abc")).isEqualTo(3);
        assertThat(NearestName.distance("http.lisen", "http.listen")).isEqualTo(1);
    }

    @Test
    void nearestIsNamedAndTheFirstByTheAlphabetOfEquals() {
        assertThat(NearestName.to("lease.tik", List.of("lease.sweep", "lease.tick")))
                .contains("lease.tick");
        assertThat(NearestName.to("bx", List.of("bz", "by"))).contains("by");
    }

    @Test
    void nothingIsNamedWhereAllAreFar() {
        assertThat(NearestName.to("completely-else", List.of("http.listen", "lease.tick")))
                .isEmpty();
    }
}
