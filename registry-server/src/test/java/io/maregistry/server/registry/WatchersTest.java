package io.maregistry.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.watch.WatchLimits;
import io.maregistry.server.watch.WatchThread;
import io.maregistry.server.watch.Watches;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchersTest {

    private static final ServiceName SERVICE = ServiceName.of("orders");

    private final InMemoryReplication replication = InMemoryReplication.born();
    private final WatchThread thread = new WatchThread();
    private final Watches watches =
            new Watches(new WatchLimits(100, 1 << 20, 100, 1 << 20, 10), replication.root(), thread);
    private final Watchers watchers = new Watchers(replication, replication, watches.confirmations());

    @AfterEach
    void close() {
        thread.close();
    }

    private Barrier confirmed() {
        ResumeToken now = new ResumeToken(
                InMemoryReplication.LINEAGE, replication.root().scalars().revision());
        return watchers.confirmed(SERVICE, now, 10_000).toCompletableFuture().join();
    }

    @Test
    void nodeThatNobodyWatchesHasNobodyWhoDoesNotKnow() {
        assertThat(confirmed()).isEqualTo(Barrier.NOBODY);
    }

    @Test
    void nodeThatStopsSaysNothingOfItsWatchers() {
        replication.stand(
                new Standing(Standing.Mode.RAFT, Standing.Role.FOLLOWER, 1, null, 1, 0, Standing.Health.STOPPING));

        assertThat(confirmed().unreachable()).containsExactly(InMemoryReplication.SELF.name());
    }
}
