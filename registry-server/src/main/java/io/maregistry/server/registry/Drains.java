package io.maregistry.server.registry;

import io.maregistry.model.InstanceId;
import io.maregistry.model.RequestId;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.Proposer;
import io.maregistry.server.state.Drain;
import io.maregistry.server.state.Outcome;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Takes the calls off instances before they go, and waits until those who watch know it. Any thread; nothing blocks.
 *
 * <p>Stages fail as those of {@link Registrations} do, and with {@code NotFound} where none of the instances is listed. That not
 * everybody confirmed in time is no failure.
 */
public final class Drains {

    /** As long as one may wait for confirmations. */
    public static final long MAX_WAIT_MILLIS = 60_000;

    private final Proposer proposer;
    private final Discovery discovery;
    private final Watchers watchers;

    public Drains(Proposer proposer, Discovery discovery, Watchers watchers) {
        this.proposer = proposer;
        this.discovery = discovery;
        this.watchers = watchers;
    }

    /**
     * Which instances of a service.
     *
     * @param ids at least one
     * @param generations of each of them, or of none; see {@link Drain#generations}
     */
    public record Target(ServiceName service, List<InstanceId> ids, List<Long> generations) {

        /** Whichever start of them. */
        public Target(ServiceName service, List<InstanceId> ids) {
            this(service, ids, List.of());
        }
    }

    /**
     * What came of it.
     *
     * @param barrier who has confirmed and who has not
     */
    public record Drained(Written<Outcome.Drained> written, Barrier barrier) {}

    /** Drains them, or has them get calls again, and waits for nobody. */
    public CompletionStage<Written<Outcome.Drained>> begin(
            Target target, boolean draining, @Nullable RequestId request) {
        discovery.requireReady();
        return proposer.propose(new Drain(request, target.service(), target.ids(), target.generations(), draining))
                .thenApply(committed ->
                        new Written<>(Accepted.of(committed, Outcome.Drained.class), committed.isAppliedHere()));
    }

    /** Completes when all who watch the service know what was written, or after that time. Does not fail. */
    public CompletionStage<Barrier> confirmed(ServiceName service, Written<Outcome.Drained> written, long waitMillis) {
        long lineage = discovery.unchecked().scalars().lineage();
        return watchers.confirmed(
                service, new ResumeToken(lineage, written.outcome().revision()), waitMillis);
    }

    /** Drains them; completes when all who watch have confirmed, or {@code waitMillis} after it was committed. */
    public CompletionStage<Drained> drain(Target target, long waitMillis, @Nullable RequestId request) {
        return begin(target, true, request)
                .thenCompose(written -> confirmed(target.service(), written, waitMillis)
                        .thenApply(barrier -> new Drained(written, barrier)));
    }
}
