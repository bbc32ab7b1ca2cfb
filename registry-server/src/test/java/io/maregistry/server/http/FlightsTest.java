package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class FlightsTest {

    private final Flights<String, String> flights = new Flights<>();
    private final List<CompletableFuture<String>> begun = new ArrayList<>();

    private CompletionStage<String> begin() {
        CompletableFuture<String> work = new CompletableFuture<>();
        begun.add(work);
        return work;
    }

    @Test
    void workUnderWayIsSharedByAllWhoAskForIt() {
        CompletionStage<String> first = flights.join("a", this::begin);
        CompletionStage<String> second = flights.join("a", this::begin);
        flights.join("b", this::begin);
        assertThat(begun).hasSize(2);
        begun.get(0).complete("done");
        assertThat(first.toCompletableFuture().join()).isEqualTo("done");
        assertThat(second.toCompletableFuture().join()).isEqualTo("done");
    }

    @Test
    void workThatIsDoneOrFailedIsBegunAnew() {
        flights.join("a", this::begin);
        begun.get(0).complete("done");
        CompletionStage<String> failing = flights.join("a", this::begin);
        begun.get(1).completeExceptionally(new IllegalStateException("no"));
        flights.join("a", this::begin);
        assertThat(begun).hasSize(3);
        assertThat(failing.toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void workThatIsDoneAtOnceIsNotKept() {
        flights.join("a", () -> CompletableFuture.completedStage("done"));
        flights.join("a", this::begin);
        assertThat(begun).hasSize(1);
    }
}
