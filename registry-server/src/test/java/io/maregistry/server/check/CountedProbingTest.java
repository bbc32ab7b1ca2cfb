package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class CountedProbingTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private ProbeResult next = new ProbeResult.Unasked("busy");
    private final Probing probing =
            new CountedProbing(question -> CompletableFuture.completedFuture(next), () -> 0, meters);
    private final Question question = new Question("h", Registered.CHECK);

    private double count(String result) {
        return meters.get("maregistry.checks.probes")
                .tag("result", result)
                .counter()
                .count();
    }

    @Test
    void endsAreCountedByWhatTheyWere() {
        probing.probe(question);
        next = new ProbeResult.Good("200", 1);
        probing.probe(question);
        probing.probe(question);
        next = new ProbeResult.Bad("500", 1);
        probing.probe(question);

        assertThat(count("good")).isEqualTo(2);
        assertThat(count("bad")).isEqualTo(1);
        assertThat(count("unasked")).isEqualTo(1);
    }

    @Test
    void whoGivesUpReachesTheProbeItself() {
        CompletableFuture<ProbeResult> hanging = new CompletableFuture<>();
        Probing counted = new CountedProbing(asked -> hanging, () -> 0, new SimpleMeterRegistry());
        CompletionStage<ProbeResult> probe = counted.probe(question);
        probe.toCompletableFuture().cancel(false);

        assertThat(hanging).isCancelled();
    }
}
