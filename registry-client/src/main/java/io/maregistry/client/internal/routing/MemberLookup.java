package io.maregistry.client.internal.routing;

import io.maregistry.client.internal.transport.Failures;
import io.maregistry.client.internal.transport.RegistryCall;
import io.maregistry.client.spi.AddressSource;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.proto.v1.ClusterMember;
import io.maregistry.proto.v1.ClusterReply;
import io.maregistry.proto.v1.ClusterRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the nodes who the members are: all of them, so that it is also known who answers and how fast; every 30 s, and
 * within a second of a failure. Runs on the scheduler's thread; the user's source of addresses may block, so it has another.
 */
final class MemberLookup {

    private static final Logger LOG = LoggerFactory.getLogger(MemberLookup.class);

    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_NODES = 16;

    private final Router router;
    private final AddressSource addresses;
    private final Executor lookups;
    private final AtomicBoolean isSoon = new AtomicBoolean();
    private final AtomicBoolean isConfiguring = new AtomicBoolean();

    MemberLookup(Router router, AddressSource addresses, Executor lookups) {
        this.router = router;
        this.addresses = addresses;
        this.lookups = lookups;
    }

    void start() {
        router.scheduler().after(0, this::everyRound);
    }

    /** Something has changed: looks again in a second, once for all that happens till then. */
    void soon() {
        if (isSoon.compareAndSet(false, true)) {
            router.scheduler().after(SOON_NANOS, () -> {
                isSoon.set(false);
                look();
            });
        }
    }

    private void everyRound() {
        try {
            look();
        } finally { // a fault in one round must not end them all
            router.scheduler().after(EVERY_NANOS, this::everyRound);
        }
    }

    private void look() {
        if (isConfiguring.compareAndSet(false, true)) { // a source that hangs keeps one thread, and not more
            try {
                lookups.execute(this::configure);
            } catch (RejectedExecutionException busy) {
                isConfiguring.set(false);
                LOG.debug("the source of addresses is not asked now", busy);
            }
        }
        askAll();
    }

    private void configure() {
        try {
            if (router.nodes().configure(addresses.endpoints())) {
                router.scheduler().after(0, this::askAll);
            }
        } catch (RuntimeException unable) { // the user's code: whatever it throws, the list before it stays
            LOG.warn("the source of addresses failed; the ones before stay", unable);
        } finally {
            isConfiguring.set(false);
        }
    }

    private void askAll() {
        router.nodes().inUse().stream().limit(MOST_NODES).forEach(this::ask);
    }

    private void ask(Endpoint node) {
        long begun = router.now();
        var unused = router.transport()
                .call(node, RegistryCall.CLUSTER, ClusterRequest.getDefaultInstance(), PATIENCE)
                .whenComplete((reply, failure) -> {
                    if (failure == null) {
                        router.nodes().clusterIs(reply.getClusterId());
                        router.answered(node, reply.getHeader(), router.now() - begun);
                        learn(reply);
                    } else {
                        router.unanswered(node, failure);
                    }
                });
    }

    private void learn(ClusterReply reply) {
        List<Endpoint> members = reply.getMembersList().stream()
                .map(ClusterMember::getAddress)
                .map(Failures::endpoint)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        if (router.nodes().membersAre(members, reply.getHeader().getTerm())) {
            soon(); // of those that are new it is not known how near they are
        }
        router.transport().keepOnly(router.nodes().inUse());
    }
}
