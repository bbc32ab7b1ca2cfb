package io.maregistry.client.internal.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.RequestId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestIdsTest {

    private static final int WINDOW = 4_096;

    @Test
    void noWriteFallsOutOfTheWindowThatTheClusterRemembers() {
        RequestIds ids = new RequestIds(new Random(1));
        Set<RequestId> taken = new HashSet<>();
        Map<Long, Long> highest = new HashMap<>();

        for (int write = 0; write < 20_000; write++) {
            RequestId id = ids.take(1 + write % 1_000);
            assertThat(taken.add(id)).isTrue();
            highest.merge(id.clientHigh(), id.sequence() + write % 1_000, Math::max);
        }

        assertThat(highest.values()).allMatch(last -> last < WINDOW);
    }
}
