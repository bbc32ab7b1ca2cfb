package io.maregistry.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.proto.v1.ClusterReply;
import io.maregistry.server.net.Budget;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where replies are made. */
class RepliesTest {

    private final StreamsUnderTest streams = new StreamsUnderTest();
    private final Replies replies =
            new Replies(streams.loops, streams.errors, streams.streams, new Budget("long replies", 1 << 20));

    @AfterEach
    void stop() {
        streams.close();
    }

    @Test
    void readThatWaitedIsAnsweredOnTheEventLoopOfItsCall() throws Exception {
        CompletableFuture<String> waited = new CompletableFuture<>();
        CompletableFuture<Thread> made = new CompletableFuture<>();
        Caller<ClusterReply> caller = new Caller<>();
        Thread loop = streams.on(() -> {
            replies.answerRead(caller, () -> waited, found -> {
                made.complete(Thread.currentThread());
                return CompletableFuture.completedStage(
                        ClusterReply.newBuilder().setClusterId(found).build());
            });
            return Thread.currentThread();
        });

        waited.complete("here");

        assertThat(made.get(20, TimeUnit.SECONDS)).isEqualTo(loop);
        streams.on(() -> null);
        assertThat(caller.told).extracting(ClusterReply::getClusterId).containsExactly("here");
        assertThat(caller.isCompleted).isTrue();
    }
}
